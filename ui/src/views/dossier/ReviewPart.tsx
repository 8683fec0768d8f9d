import { Pencil, Printer, Send, Undo2 } from "lucide-react";
import { useState } from "react";
import { MAIN_KEY, usePageKey } from "#/app/keys";
import { places, useGo } from "#/app/places";
import { desk, DeskError, useCommunes, useDo, useProvinces, type DossierView, type FieldProblem, type Part } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { Facts, Panel } from "#/design/Panel";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatDate, formatDateTime, formatNumber } from "#/text/format";
import { usePart } from "./answers";
import { Fees } from "./Fees";
import { partHref } from "./paths";
import { partTitle } from "./words";
import styles from "./dossier.module.css";

/** Kiểm tra và nộp: everything on one page, each part with a way to change it. */
export function ReviewPart() {
  const { dossier, autosave } = usePart();
  const go = useGo();
  const [refused, setRefused] = useState<readonly FieldProblem[] | null>(null);
  const submit = useDo(
    async () => {
      await autosave.flush();
      await desk.submit(dossier.id);
    },
    {
      onSuccess: () => {
        setRefused(null);
        toast({ text: m.dossier_queued(), detail: m.dossier_queued_detail(), tone: "info" });
      },
      onError: (error) => {
        if (error instanceof DeskError && error.fields.length > 0) setRefused(error.fields);
      },
    },
  );
  const canSubmit = dossier.editable && (dossier.sync === "draft" || dossier.sync === "ready" || dossier.sync === "held") && !dossier.supplement;
  usePageKey(MAIN_KEY, canSubmit && !submit.isPending ? () => submit.mutate(undefined) : null);

  const open = dossier.parts.filter((part) => part.part !== "review").flatMap((part) => part.problems.map((problem) => ({ part: part.part, problem })));
  const listed = refused ? refused.map((problem) => ({ part: partOfPath(problem.path), problem })) : open;

  return (
    <div className={styles.stack}>
      {dossier.proof ? <ProofPanel dossier={dossier} /> : null}
      {dossier.sync === "queued" || dossier.sync === "sending" ? <OnItsWay dossier={dossier} /> : null}
      {dossier.editable && listed.length > 0 ? (
        <Banner tone="warn" announce={refused ? "alert" : undefined} title={m.dossier_problems({ count: listed.length })}>
          <ul className={styles.problems}>
            {listed.map(({ part, problem }) => (
              <li key={`${problem.path} ${problem.code}`}>
                <a href={partHref(dossier.id, part, true, problem.path)}>{problem.message}</a>
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {submit.error && !refused ? (
        <Banner tone="bad" announce="alert">
          {submit.error.message}
        </Banner>
      ) : null}
      <PersonSummary dossier={dossier} prefix="applicant" title={m.dossier_applicant()} />
      {dossier.answers["owner.same_as_applicant"] === false ? <PersonSummary dossier={dossier} prefix="owner" title={m.dossier_owner()} /> : null}
      <FormSummary dossier={dossier} />
      <PapersSummary dossier={dossier} />
      <DeliverySummary dossier={dossier} />
      <Panel title={m.dossier_fees()} lead={m.dossier_fees_lead()}>
        <Fees fees={dossier.fees} />
      </Panel>
      {canSubmit ? (
        <div className={styles.onward}>
          <Button kind="primary" size="large" icon={Send} keys={MAIN_KEY} onPress={() => submit.mutate(undefined)} busy={submit.isPending && m.dossier_submitting()}>
            {m.dossier_submit()}
          </Button>
          <span className={styles.hint}>{m.dossier_submit_hint()}</span>
        </div>
      ) : null}
      {dossier.status ? (
        <div className={styles.onward}>
          <Button onPress={() => go(places.timeline(dossier.id))}>{m.dossier_follow()}</Button>
        </div>
      ) : null}
    </div>
  );
}

/** Paths name their part by their first word. */
function partOfPath(path: string): Part {
  const first = path.split(".", 1)[0];
  if (first === "papers") return "papers";
  if (first === "form") return "form";
  if (first === "collection" || first === "delivery") return "delivery";
  return "people";
}

function OnItsWay({ dossier }: { dossier: DossierView }) {
  const recall = useDo(() => desk.recall(dossier.id), { onSuccess: () => toast({ text: m.dossier_recalled() }), onError: (error) => toast({ text: error.message, tone: "bad" }) });
  return (
    <Banner
      tone="info"
      title={m.dossier_not_submitted_yet()}
      actions={
        <>
          <LinkButton href={places.outbox}>{m.dossier_see_outbox()}</LinkButton>
          <Button icon={Undo2} onPress={() => recall.mutate(undefined)} busy={recall.isPending && m.dossier_recalling()}>
            {m.dossier_recall()}
          </Button>
        </>
      }
    >
      {m.dossier_not_submitted_yet_detail()}
    </Banner>
  );
}

/** What the portal holds, as it said itself and as the desk compared. */
function ProofPanel({ dossier }: { dossier: DossierView }) {
  const save = useDo(() => desk.saveProof(dossier.id), {
    onSuccess: (name) => {
      if (name) toast({ text: m.dossier_proof_saved({ name }) });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  const { proof } = dossier;
  if (!proof) return null;
  return (
    <Panel
      title={m.dossier_proof()}
      lead={m.dossier_proof_lead()}
      className={styles.proof}
      actions={
        <Button icon={Printer} onPress={() => save.mutate(undefined)} busy={save.isPending && m.dossier_proof_saving()}>
          {m.dossier_proof_save()}
        </Button>
      }
    >
      <Facts
        items={[
          { name: m.dossier_proof_code(), value: <strong className={styles.code}>{proof.code}</strong> },
          { name: m.dossier_proof_key(), value: <code>{proof.lookup_key}</code> },
          { name: m.dossier_proof_time(), value: formatDateTime(proof.submitted_at) },
        ]}
      />
      <table className={styles.manifest}>
        <caption className="visually-hidden">{m.dossier_proof_papers()}</caption>
        <thead>
          <tr>
            <th scope="col">{m.dossier_proof_component()}</th>
            <th scope="col">{m.dossier_proof_file()}</th>
            <th scope="col">{m.dossier_proof_size()}</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {proof.papers.map((paper) => (
            <tr key={`${paper.component_name} ${paper.file_name} ${paper.sha256}`}>
              <td>{paper.component_name}</td>
              <td>{paper.file_name}</td>
              <td className={styles.number}>{formatBytes(paper.size)}</td>
              <td>
                <code className={styles.hash}>{paper.sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Edit({ dossier, part }: { dossier: DossierView; part: Part }) {
  if (!dossier.editable) return null;
  return (
    <LinkButton kind="quiet" size="small" icon={Pencil} href={partHref(dossier.id, part, true)} aria-label={m.dossier_edit_part({ part: partTitle(part) })}>
      {m.dossier_edit()}
    </LinkButton>
  );
}

function text(dossier: DossierView, path: string): string {
  const value = dossier.answers[path];
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? m.dossier_yes() : m.dossier_no();
  return value ?? "";
}

const given = (value: string) => value || <span className={styles.missing}>{m.dossier_not_given()}</span>;

function PersonSummary({ dossier, prefix, title }: { dossier: DossierView; prefix: "applicant" | "owner"; title: string }) {
  const answer = (name: string) => text(dossier, `${prefix}.${name}`);
  const kind = answer("kind");
  const address = useAddress(dossier, `${prefix}.address`);
  const organisation = kind === "business" || kind === "organisation";
  return (
    <Panel title={title} actions={<Edit dossier={dossier} part="people" />}>
      <Facts
        items={[
          ...(organisation ? [{ name: m.dossier_organisation_name(), value: given(answer("organisation_name")) }] : []),
          { name: organisation ? m.dossier_contact_name() : m.dossier_full_name(), value: given(answer("full_name")) },
          { name: m.dossier_id_number(), value: given(answer("id_number")) },
          { name: m.dossier_phone(), value: given(answer("phone")) },
          { name: m.dossier_email(), value: given(answer("email")) },
          { name: m.dossier_address(), value: given(address) },
        ]}
      />
    </Panel>
  );
}

/** An address in one line, with the names of its places. */
function useAddress(dossier: DossierView, prefix: string): string {
  const province = text(dossier, `${prefix}.province`);
  const commune = text(dossier, `${prefix}.commune`);
  const provinces = useProvinces(dossier.places_edition);
  const communes = useCommunes(dossier.places_edition, province || null);
  return [
    text(dossier, `${prefix}.street`),
    communes.data?.find((place) => place.code === commune)?.name ?? commune,
    provinces.data?.find((place) => place.code === province)?.name ?? province,
  ]
    .filter(Boolean)
    .join(", ");
}

function FormSummary({ dossier }: { dossier: DossierView }) {
  const fields = dossier.form.flatMap((section) => section.fields).filter((field) => field.visible && field.field.widget !== "commune");
  return (
    <Panel title={partTitle("form")} actions={<Edit dossier={dossier} part="form" />}>
      <Facts
        items={fields.map((field) => {
          const value = text(dossier, field.path);
          const chosen = field.field.options?.find((option) => option.value === value)?.label ?? (field.field.widget === "date" && value ? formatDate(value) : value);
          return { name: field.field.label, value: given(chosen && field.field.unit ? `${chosen} ${field.field.unit}` : chosen) };
        })}
      />
    </Panel>
  );
}

function PapersSummary({ dossier }: { dossier: DossierView }) {
  const shown = dossier.components.filter((component) => component.papers.length > 0 || component.need === "required");
  return (
    <Panel title={partTitle("papers")} actions={<Edit dossier={dossier} part="papers" />}>
      <Facts
        items={shown.map((component) => ({
          name: component.name,
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
    </Panel>
  );
}

function DeliverySummary({ dossier }: { dossier: DossierView }) {
  const collection = useAddress(dossier, "collection.address");
  const delivery = useAddress(dossier, "delivery.address");
  const line = (prefix: string, address: string) => [text(dossier, `${prefix}.name`), text(dossier, `${prefix}.phone`), address].filter(Boolean).join(" – ");
  return (
    <Panel title={partTitle("delivery")} actions={<Edit dossier={dossier} part="delivery" />}>
      <Facts
        items={[
          { name: m.dossier_collection(), value: dossier.answers["collection.wanted"] === true ? given(line("collection", collection)) : m.dossier_collection_not() },
          { name: m.dossier_delivery(), value: dossier.answers["delivery.wanted"] === true ? given(line("delivery", delivery)) : m.dossier_delivery_not() },
        ]}
      />
    </Panel>
  );
}
