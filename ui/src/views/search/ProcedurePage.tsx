import { FilePen } from "lucide-react";
import { useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { MAIN_KEY, usePageKey } from "#/app/keys";
import { places, usePathParams, useQueryParams } from "#/app/places";
import { useProcedure, type Component, type Fee, type ProcedureView } from "#/backend";
import { Banner, Button, Facts, NumberField, Page, PageHeader, Panel, PlainTable, Skeleton, StatusBadge, Tag } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatMoney } from "#/text/format";
import { askable, conditionWords, fieldWords } from "./conditions";
import styles from "./ProcedurePage.module.css";
import { Sources } from "./Sources";
import { decidingField, holdsFor, type ThisCase } from "./thisCase";
import { useStartDossier } from "./useStartDossier";

/** The procedure: what it asks for, how long, how much, and what is not known. */
export default function ProcedurePage() {
  const { code = "" } = usePathParams();
  const { edition } = useQueryParams();
  const { data: view, error, refetch } = useProcedure(code, edition ?? null);
  if (error) {
    return (
      <Page width="normal">
        <PageHeader title={m.search_title()} back={{ href: places.search, label: m.search_title() }} />
        <ErrorBanner error={error} retry={() => void refetch()} />
      </Page>
    );
  }
  return view ? <Procedure key={code} view={view} /> : <Page>{<Skeleton words={m.procedure_loading()} lines={8} />}</Page>;
}

function Procedure({ view }: { view: ProcedureView }) {
  const { procedure, sector, agency } = view;
  const startDossier = useStartDossier();
  const deciding = decidingField(procedure, askable);
  const [entered, setEntered] = useState<number | null>(null);
  const thisCase: ThisCase | null = deciding === null ? null : { field: deciding, value: entered };
  const start = () => startDossier.mutate({ code: procedure.code, edition: view.edition });
  usePageKey(MAIN_KEY, view.not_submittable === null ? start : null);

  return (
    <Page>
      <PageHeader
        back={{ href: places.search, label: m.search_title() }}
        title={procedure.name}
        tags={
          <>
            <Tag>{view.display_code}</Tag>
            <Tag>{sector.name}</Tag>
            {procedure.level === null ? null : <Tag tone="good">{levelWords(procedure.level)}</Tag>}
          </>
        }
      />
      <div className={styles.columns}>
        <div className={styles.main}>
          {view.not_submittable === null ? (
            <div className={styles.apply}>
              <Button kind="primary" size="large" icon={FilePen} keys={MAIN_KEY} onPress={start} busy={startDossier.isPending && m.procedure_apply_busy()}>
                {m.procedure_apply()}
              </Button>
              <p className={styles.applyHint}>{m.procedure_apply_hint()}</p>
            </div>
          ) : (
            <Banner tone="warn" title={m.procedure_not_submittable()}>
              {view.not_submittable}
            </Banner>
          )}
          {thisCase === null ? null : <Ask thisCase={thisCase} view={view} onValue={setEntered} />}
          <Components view={view} thisCase={thisCase} />
          <Fees view={view} thisCase={thisCase} />
        </div>
        <div className={styles.side}>
          <Panel title={m.procedure_facts()}>
            <Facts
              className={styles.facts}
              items={[
                { name: m.procedure_deadline(), value: procedure.processing ? <strong>{timeWords(procedure.processing)}</strong> : <Unknown /> },
                { name: m.procedure_result(), value: procedure.result ?? <Unknown /> },
                { name: m.procedure_agency(), value: procedure.agency_text || agency.name },
                { name: m.procedure_level(), value: procedure.level === null ? <Unknown /> : levelWords(procedure.level) },
                { name: m.procedure_code(), value: view.display_code },
                { name: m.procedure_edition(), value: m.search_edition({ edition: view.edition }) },
              ]}
            />
          </Panel>
          <Panel title={m.procedure_law()}>
            {procedure.legal_basis.length === 0 ? (
              <p className={styles.quiet}>{m.procedure_law_unknown()}</p>
            ) : (
              <ul className={styles.laws}>
                {procedure.legal_basis.map((act) => (
                  <li key={act}>{act}</li>
                ))}
              </ul>
            )}
          </Panel>
          <Sources view={view} />
        </div>
      </div>
    </Page>
  );
}

function Unknown() {
  return <span className={styles.quiet}>{m.search_unknown()}</span>;
}

function levelWords(level: number): string {
  if (level === 4) return m.procedure_level_4();
  if (level === 3) return m.procedure_level_3();
  return m.search_level_of({ level });
}

function timeWords({ value, unit }: NonNullable<ProcedureView["procedure"]["processing"]>): string {
  if (unit === "working_days") return m.procedure_days_working({ count: value });
  return unit === "days" ? m.procedure_days({ count: value }) : m.procedure_hours({ count: value });
}

/** Asks for what the fee and the papers turn on, and says which case it is. */
function Ask({ thisCase, view, onValue }: { thisCase: ThisCase; view: ProcedureView; onValue: (value: number | null) => void }) {
  const { name, unit } = fieldWords(thisCase.field);
  const found = view.procedure.cases.find((one) => holdsFor(thisCase, one.when) === true);
  return (
    <Panel title={m.procedure_this_case()}>
      <NumberField label={name} hint={m.procedure_this_case_hint()} unit={unit} onValue={(value) => onValue(typeof value === "number" && value >= 0 ? value : null)} />
      <p role="status" className={styles.thisCase}>
        {thisCase.value === null ? m.procedure_this_case_open({ field: name.toLowerCase() }) : found ? m.procedure_this_case_is({ name: found.name }) : ""}
      </p>
    </Panel>
  );
}

function Components({ view, thisCase }: { view: ProcedureView; thisCase: ThisCase | null }) {
  const { components, cases } = view.procedure;
  return (
    <Panel title={m.procedure_components()} flush>
      {cases.length > 0 ? (
        <div className={styles.cases}>
          <p className={styles.casesTitle}>{m.procedure_cases()}</p>
          <ul className={styles.caseList}>
            {cases.map((one) => (
              <li key={one.id}>{one.name}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {components === null ? (
        <p className={styles.unknownPart}>{m.procedure_components_unknown()}</p>
      ) : (
        <PlainTable label={m.procedure_components()} head={[m.search_col_number(), m.procedure_component(), m.procedure_component_form(), m.procedure_component_number(), m.procedure_component_need()]}>
          {components.map((component, index) => (
            <tr key={component.code}>
              <td className={styles.index}>{index + 1}</td>
              <th scope="row" className={styles.component}>
                <span className={styles.componentName}>{component.name}</span>
                {component.note ? <span className={styles.note}>{component.note}</span> : null}
              </th>
              <td className={styles.nowrap}>{component.form ?? ""}</td>
              <td className={styles.nowrap}>{numberWords(component)}</td>
              <td className={styles.need}>
                <Need component={component} thisCase={thisCase} />
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {components?.some((component) => component.group) ? <p className={styles.footnote}>{m.procedure_group_note()}</p> : null}
    </Panel>
  );
}

function numberWords({ originals, copies }: Component) {
  const words = [originals ? m.procedure_originals({ count: originals }) : null, copies ? m.procedure_copies({ count: copies }) : null].filter(Boolean);
  return words.length > 0 ? words.join(", ") : originals === null && copies === null ? <Unknown /> : "";
}

function Need({ component, thisCase }: { component: Component; thisCase: ThisCase | null }) {
  const { required } = component;
  const holds = required.kind === "when" && thisCase !== null ? holdsFor(thisCase, required.condition) : null;
  if (holds === true) return <strong>{m.procedure_need_now()}</strong>;
  if (holds === false) return <span className={styles.quiet}>{m.procedure_need_not_now()}</span>;
  switch (required.kind) {
    case "always":
      return <strong>{m.procedure_need_always()}</strong>;
    case "when":
      return (
        <>
          {m.procedure_need_when()}
          <span className={styles.note}>{conditionWords(required.condition)}</span>
        </>
      );
    case "optional":
      return <span className={styles.quiet}>{m.procedure_need_optional()}</span>;
  }
}

function Fees({ view, thisCase }: { view: ProcedureView; thisCase: ThisCase | null }) {
  const { fees: known } = view.procedure;
  const applies = (fee: Fee) => (fee.when && thisCase !== null ? holdsFor(thisCase, fee.when) : fee.when ? null : true);
  // Once the case is known, the other tiers are not this person's.
  const fees = known?.filter((fee) => applies(fee) !== false) ?? null;
  const open = fees?.some((fee) => applies(fee) === null) ?? false;
  const shown = (fee: Fee) => fee.amount ?? (view.show_reference_fees ? fee.reference_amount : null);
  const illustrative = fees?.some((fee) => fee.amount === null && shown(fee) !== null) ?? false;
  return (
    <Panel title={m.procedure_fees()} flush={Boolean(fees && fees.length > 0)} actions={illustrative ? <StatusBadge tone="warn">{m.procedure_illustrative()}</StatusBadge> : undefined}>
      {fees === null ? (
        <p className={styles.quiet}>{m.procedure_fees_unknown()}</p>
      ) : fees.length === 0 ? (
        <p>{known?.length === 0 ? m.procedure_fees_none() : m.procedure_fees_no_tier()}</p>
      ) : (
        <>
          <PlainTable label={m.procedure_fees()} head={[m.procedure_fee(), m.procedure_fee_when(), m.procedure_fee_amount()]}>
            {fees.map((fee) => {
              const amount = shown(fee);
              return (
                <tr key={fee.id}>
                  <th scope="row">{fee.name}</th>
                  <td>{fee.when ? conditionWords(fee.when) : m.procedure_fee_always()}</td>
                  <td className={styles.amount}>
                    {amount === null ? <Unknown /> : <strong>{formatMoney(amount)}</strong>}
                    {amount !== null && fee.amount === null ? <Tag tone="gold">{m.procedure_illustrative()}</Tag> : null}
                  </td>
                </tr>
              );
            })}
          </PlainTable>
          {open && thisCase !== null ? (
            <p className={styles.footnote}>
              <strong>{m.procedure_fees_open({ field: fieldWords(thisCase.field).name.toLowerCase() })}</strong>
            </p>
          ) : null}
          <p className={styles.footnote}>
            {illustrative ? `${m.procedure_illustrative_note()} ` : ""}
            {m.procedure_fees_note()}
          </p>
        </>
      )}
    </Panel>
  );
}
