import { Pencil } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { useAllCommunes, useCommunes, useProvinces, type DossierView, type FormFieldView, type Part } from "#/backend";
import { LinkButton } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatDate, formatNumber } from "#/text/format";
import { partHref } from "./paths";
import { partTitle } from "./words";
import styles from "./summary.module.css";

export interface SummaryItem {
  name: string;
  value: ReactNode;
  /** Twelfths of the line; 4 unless told. */
  columns?: number;
}

/** Names over what they are, several to a line, in the order in which they were asked. */
export function Summary({ items }: { items: readonly SummaryItem[] }) {
  return (
    <dl className={styles.summary}>
      {items.map((item) => (
        <div key={item.name} className={styles.item} style={{ "--columns": item.columns ?? 4 } as CSSProperties}>
          <dt className={styles.name}>{item.name}</dt>
          <dd className={styles.value}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

const given = (value: string): ReactNode => (value === "" ? <span className={styles.missing}>{m.dossier_not_given()}</span> : value);

function text(dossier: DossierView, path: string): string {
  const value = dossier.answers[path];
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "boolean" ? (value ? m.dossier_yes() : m.dossier_no()) : value;
}

const day = (value: string) => (value === "" ? "" : formatDate(value));

function Edit({ dossier, part }: { dossier: DossierView; part: Part }) {
  if (!dossier.editable) return null;
  return (
    <LinkButton kind="quiet" size="small" icon={Pencil} href={partHref(dossier.id, part)} aria-label={m.dossier_edit_part({ part: partTitle(part) })}>
      {m.dossier_edit()}
    </LinkButton>
  );
}

/** A part as one panel of the last page. */
function PartSummary({ dossier, part, title, children }: { dossier: DossierView; part: Part; title: string; children: ReactNode }) {
  return (
    <Panel title={title} className={styles.panel} actions={<Edit dossier={dossier} part={part} />}>
      {children}
    </Panel>
  );
}

export function PersonSummary({ dossier, prefix, title }: { dossier: DossierView; prefix: "applicant" | "owner"; title: string }) {
  const address = useAddress(dossier, `${prefix}.address`);
  const answer = (name: string) => text(dossier, `${prefix}.${name}`);
  const kind = answer("kind");
  const organisation = kind === "business" || kind === "organisation";
  const issued = [day(answer("id_issued_on")), answer("id_issued_by")].filter(Boolean).join(", ");
  return (
    <PartSummary dossier={dossier} part="people" title={title}>
      <Summary
        items={[
          ...(organisation ? [{ name: kind === "business" ? m.account_name_business() : m.account_name_organisation(), value: given(answer("organisation_name")), columns: 8 }] : []),
          ...(organisation ? [{ name: kind === "business" ? m.dossier_tax_code() : m.dossier_agency_code(), value: given(answer("id_number")) }] : []),
          { name: organisation ? m.dossier_contact_name() : m.dossier_full_name(), value: given(answer("full_name")) },
          ...(organisation ? [] : [{ name: m.dossier_id_number(), value: given(answer("id_number")) }]),
          ...(issued ? [{ name: m.dossier_issued(), value: issued }] : []),
          ...(answer("birth_date") ? [{ name: m.dossier_birth_date(), value: day(answer("birth_date")) }] : []),
          { name: m.dossier_phone(), value: given(answer("phone")) },
          { name: m.dossier_email(), value: given(answer("email")) },
          { name: m.dossier_address(), value: given(address), columns: 8 },
        ]}
      />
    </PartSummary>
  );
}

/** An address in one line, with the names of its places. */
function useAddress(dossier: DossierView, prefix: string): string {
  const province = text(dossier, `${prefix}.province`);
  const commune = text(dossier, `${prefix}.commune`);
  const provinces = useProvinces(dossier.places_edition);
  const communes = useCommunes(dossier.places_edition, province || null);
  const named = (places: readonly { code: string; name: string }[] | undefined, code: string) => places?.find((place) => place.code === code)?.name ?? code;
  return [text(dossier, `${prefix}.street`), named(communes.data, commune), named(provinces.data, province)].filter(Boolean).join(", ");
}

export function FormSummary({ dossier }: { dossier: DossierView }) {
  const fields = dossier.form.flatMap((section) => section.fields).filter((field) => field.visible);
  const places = useAllCommunes(dossier.places_edition, fields.some((field) => field.field.widget === "commune" && text(dossier, field.path) !== ""));
  const shown = ({ path, field }: FormFieldView): string => {
    const value = text(dossier, path);
    if (value === "") return "";
    switch (field.widget) {
      case "choice":
        return field.options?.find((option) => option.value === value)?.label ?? value;
      case "date":
        return formatDate(value);
      case "commune":
        return places.data?.find((place) => place.code === value)?.name ?? value;
      default:
        return field.unit ? `${value} ${field.unit}` : value;
    }
  };
  return (
    <PartSummary dossier={dossier} part="form" title={partTitle("form")}>
      <Summary
        items={[
          ...(dossier.case_name ? [{ name: m.dossier_case_name(), value: dossier.case_name, columns: 12 }] : []),
          ...fields
            .filter((field) => field.required || text(dossier, field.path) !== "")
            .map((field) => ({ name: field.field.label, value: given(shown(field)), columns: field.field.widget === "multiline" ? 12 : 4 })),
        ]}
      />
    </PartSummary>
  );
}

export function PapersSummary({ dossier }: { dossier: DossierView }) {
  const shown = dossier.components.filter((component) => component.papers.length > 0 || component.need === "required");
  return (
    <PartSummary dossier={dossier} part="papers" title={partTitle("papers")}>
      {shown.length === 0 ? <p>{m.dossier_no_papers()}</p> : null}
      <Summary
        items={shown.map((component) => ({
          name: component.name,
          columns: 12,
          value:
            component.papers.length > 0 ? (
              <ul className={styles.files}>
                {component.papers.map((paper) => (
                  <li key={paper.id}>{m.dossier_file_line({ name: paper.file_name, size: formatBytes(paper.size) })}</li>
                ))}
              </ul>
            ) : (
              given("")
            ),
        }))}
      />
    </PartSummary>
  );
}

export function DeliverySummary({ dossier }: { dossier: DossierView }) {
  const collection = useAddress(dossier, "collection.address");
  const delivery = useAddress(dossier, "delivery.address");
  const line = (prefix: string, address: string) => [text(dossier, `${prefix}.name`), text(dossier, `${prefix}.phone`), address].filter(Boolean).join(" – ");
  return (
    <PartSummary dossier={dossier} part="delivery" title={partTitle("delivery")}>
      <Summary
        items={[
          { name: m.dossier_collection(), columns: 6, value: dossier.answers["collection.wanted"] === true ? given(line("collection", collection)) : m.dossier_collection_not() },
          { name: m.dossier_delivery(), columns: 6, value: dossier.answers["delivery.wanted"] === true ? given(line("delivery", delivery)) : m.dossier_delivery_not() },
        ]}
      />
    </PartSummary>
  );
}
