import { FilePen, Star } from "lucide-react";
import { useEffect, useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { MAIN_KEY, usePageKey } from "#/app/keys";
import { places, usePathParams, useQueryParams } from "#/app/places";
import { desk, useProcedure, type CaseNeed, type CaseView, type Component, type Fee, type ProcedureView } from "#/backend";
import { Banner, Button, Facts, NumberField, Page, PageHeader, Panel, PlainTable, Skeleton, StatusBadge, Tag } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatMoney } from "#/text/format";
import { conditionWords, fieldWords } from "./conditions";
import styles from "./ProcedurePage.module.css";
import { PrintPanel } from "./PrintPanel";
import { Sources } from "./Sources";
import { useFavourite } from "./useFavourite";
import { useStartDossier } from "./useStartDossier";
import { useThisCase } from "./useThisCase";

/** Marks the procedure shown as a favourite. */
const MARK_KEY = "Ctrl+D";

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
  const [entered, setEntered] = useState<number | null>(null);
  const { data: thisCase } = useThisCase(procedure.code, view.edition, entered);
  const start = () => startDossier.mutate({ code: procedure.code, edition: view.edition });
  const favourite = useFavourite();
  const mark = () => favourite.mutate({ code: procedure.code, on: !view.favourite });
  usePageKey(MAIN_KEY, view.not_submittable === null ? start : null);
  usePageKey(MARK_KEY, mark);
  useEffect(() => {
    // For the list of the latest; a page that cannot be noted is shown all the same.
    void desk.noteProcedureSeen(procedure.code).catch(() => undefined);
  }, [procedure.code]);

  return (
    <Page>
      <PageHeader
        back={{ href: places.search, label: m.search_title() }}
        title={procedure.name}
        actions={
          <Button kind="quiet" icon={Star} keys={MARK_KEY} aria-pressed={view.favourite} className={view.favourite ? styles.marked : undefined} onPress={mark}>
            {m.procedure_favourite()}
          </Button>
        }
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
          {view.became === null ? null : (
            <Banner tone="info" title={m.procedure_became()}>
              {view.became.words} {view.became.code === null ? null : <a href={places.procedure(view.became.code, view.became.edition)}>{m.procedure_became_open()}</a>}
            </Banner>
          )}
          {thisCase?.ask ? <Ask ask={thisCase.ask} found={thisCase.case} entered={entered !== null} onValue={setEntered} /> : null}
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
                { name: m.procedure_audience(), value: audienceWords(procedure.audience ?? null) ?? <Unknown /> },
                ...(view.former.length > 0 ? [{ name: m.procedure_former(), value: view.former.join(" ") }] : []),
                { name: m.procedure_level(), value: procedure.level === null ? <Unknown /> : levelWords(procedure.level) },
                { name: m.procedure_code(), value: view.display_code },
                { name: m.procedure_edition(), value: m.search_edition({ edition: view.edition }) },
              ]}
            />
          </Panel>
          <PrintPanel view={view} value={entered} />
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

function audienceWords(audience: NonNullable<ProcedureView["procedure"]["audience"]> | null): string | null {
  if (audience === null) return null;
  return { citizens: m.procedure_audience_citizens, organisations: m.procedure_audience_organisations, both: m.procedure_audience_both }[audience]();
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
function Ask({ ask, found, entered, onValue }: { ask: NonNullable<CaseView["ask"]>; found: string | null; entered: boolean; onValue: (value: number | null) => void }) {
  const { name, unit } = fieldWords(ask);
  return (
    <Panel title={m.procedure_this_case()}>
      <NumberField label={name} hint={m.procedure_this_case_hint()} unit={unit} onValue={(value) => onValue(typeof value === "number" && value >= 0 ? value : null)} />
      <p role="status" className={styles.thisCase}>
        {!entered ? m.procedure_this_case_open({ field: name.toLowerCase() }) : found ? m.procedure_this_case_is({ name: found }) : ""}
      </p>
    </Panel>
  );
}

function Components({ view, thisCase }: { view: ProcedureView; thisCase: CaseView | undefined }) {
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
                <Need component={component} need={thisCase?.papers.find((paper) => paper.code === component.code)?.need} />
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

function Need({ component, need }: { component: Component; need: CaseNeed | undefined }) {
  const { required } = component;
  if (required.kind === "when" && need === "required") return <strong>{m.procedure_need_now()}</strong>;
  if (need === "not_needed") return <span className={styles.quiet}>{m.procedure_need_not_now()}</span>;
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

function Fees({ view, thisCase }: { view: ProcedureView; thisCase: CaseView | undefined }) {
  const { fees: known } = view.procedure;
  // Once the case is known, the desk leaves out the tiers that are not this person's.
  const fees = known?.filter((fee) => !thisCase || thisCase.fees.some((one) => one.id === fee.id)) ?? null;
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
          {thisCase?.ask && thisCase.fees_open ? (
            <p className={styles.footnote}>
              <strong>{m.procedure_fees_open({ field: fieldWords(thisCase.ask).name.toLowerCase() })}</strong>
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
