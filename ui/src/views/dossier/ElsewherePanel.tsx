import { useId } from "react";
import { desk, useAllCommunes, useDo, useProvinces, type DisputeView, type DossierView, type DraftValue, type ElsewhereView, type Side } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatDate, formatNumber } from "#/text/format";
import { fieldLabel } from "./fieldLabel";
import { useRemoveDossier } from "./useRemoveDossier";
import type { DraftWriter } from "./writer";
import styles from "./elsewhere.module.css";

/** What other computers of the same account did to this draft: told above it, and what differs side by side. */
export function ElsewherePanel({ dossier, elsewhere, writer }: { dossier: DossierView; elsewhere: ElsewhereView; writer: DraftWriter }) {
  return (
    <>
      <News dossier={dossier} elsewhere={elsewhere} />
      {elsewhere.coming.length > 0 ? (
        <Banner tone="info" title={m.dossier_elsewhere_coming({ count: elsewhere.coming.length })}>
          {m.dossier_elsewhere_coming_detail({ names: elsewhere.coming.join(", ") })}
        </Banner>
      ) : null}
      {elsewhere.disputes.length > 0 ? <Disputes dossier={dossier} disputes={elsewhere.disputes} writer={writer} /> : null}
    </>
  );
}

function News({ dossier, elsewhere }: { dossier: DossierView; elsewhere: ElsewhereView }) {
  const keep = useDo(() => desk.keepDraft(dossier.id), { onError: (error) => toast({ text: error.message, tone: "bad" }) });
  const remove = useRemoveDossier(dossier.id);
  if (elsewhere.news === null) return null;
  if (elsewhere.news === "submitted") {
    return (
      <Banner tone="warn" title={m.dossier_elsewhere_submitted({ code: elsewhere.code ?? "" })} actions={<Button size="small" onPress={() => keep.mutate(undefined)}>{m.dossier_elsewhere_seen()}</Button>}>
        {m.dossier_elsewhere_submitted_detail()}
      </Banner>
    );
  }
  const deleted = elsewhere.news === "deleted";
  return (
    <Banner
      tone="warn"
      title={deleted ? m.dossier_elsewhere_deleted() : m.dossier_elsewhere_edited()}
      actions={
        <>
          <Button size="small" onPress={() => keep.mutate(undefined)}>
            {m.dossier_elsewhere_keep()}
          </Button>
          <Button size="small" kind="danger" onPress={() => remove.mutate(undefined)}>
            {m.dossier_elsewhere_delete()}
          </Button>
        </>
      }
    >
      {deleted ? m.dossier_elsewhere_deleted_detail() : m.dossier_elsewhere_edited_detail()}
    </Banner>
  );
}

function Disputes({ dossier, disputes, writer }: { dossier: DossierView; disputes: readonly DisputeView[]; writer: DraftWriter }) {
  const settle = useDo(
    async ({ fields, side }: { fields: string[]; side: Side }) => {
      if (!(await writer.flush())) throw new Error(m.dossier_submit_not_saved());
      await desk.settleDraft(dossier.id, fields, side);
    },
    { onError: (error) => toast({ text: error.message, tone: "bad" }) },
  );
  const choose = (fields: string[], side: Side) => settle.mutate({ fields, side });
  return (
    <Panel
      id="elsewhere"
      title={m.dossier_elsewhere_title({ count: disputes.length })}
      lead={m.dossier_elsewhere_lead()}
      actions={
        disputes.length > 1 ? (
          <>
            <Button size="small" onPress={() => choose([], "mine")}>
              {m.dossier_elsewhere_all_mine()}
            </Button>
            <Button size="small" onPress={() => choose([], "theirs")}>
              {m.dossier_elsewhere_all_theirs()}
            </Button>
          </>
        ) : null
      }
    >
      <ul className={styles.disputes}>
        {disputes.map((dispute) => (
          <li key={dispute.field}>
            <Dispute dossier={dossier} dispute={dispute} onChoose={(side) => choose([dispute.field], side)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Dispute({ dossier, dispute, onChoose }: { dossier: DossierView; dispute: DisputeView; onChoose: (side: Side) => void }) {
  const id = useId();
  const shown = useShown(dossier, dispute.field);
  const name = fieldLabel(dossier, dispute);
  return (
    <section className={styles.dispute} aria-labelledby={`${id}-name`}>
      <h3 id={`${id}-name`} className={styles.name}>
        {name}
      </h3>
      {dispute.before === null ? null : <p className={styles.before}>{m.dossier_elsewhere_before({ value: shown(dispute.before) })}</p>}
      <div className={styles.side}>
        <p className={styles.whose}>{m.dossier_elsewhere_mine()}</p>
        <p className={styles.value}>{shown(dispute.mine)}</p>
        <Button size="small" aria-label={m.dossier_elsewhere_take_mine_of({ name })} onPress={() => onChoose("mine")}>
          {m.dossier_elsewhere_take_mine()}
        </Button>
      </div>
      <div className={styles.side}>
        <p className={styles.whose}>{m.dossier_elsewhere_theirs()}</p>
        <p className={styles.value}>{shown(dispute.theirs)}</p>
        <Button size="small" aria-label={m.dossier_elsewhere_take_theirs_of({ name })} onPress={() => onChoose("theirs")}>
          {m.dossier_elsewhere_take_theirs()}
        </Button>
      </div>
    </section>
  );
}

/** A value as its field shows it: places by name, days and numbers as people write them. */
function useShown(dossier: DossierView, field: string): (value: DraftValue | null) => string {
  const form = dossier.form.flatMap((section) => section.fields).find((one) => one.path === field)?.field;
  const commune = field.endsWith(".commune") || form?.widget === "commune";
  const communes = useAllCommunes(dossier.places_edition, commune);
  const provinces = useProvinces(dossier.places_edition);
  const named = (all: readonly { code: string; name: string }[] | undefined, code: string) => all?.find((place) => place.code === code)?.name ?? code;
  return (value) => {
    if (value === null) return m.dossier_elsewhere_nothing();
    if (value.kind === "paper") return m.dossier_file_line({ name: value.paper.file_name, size: formatBytes(value.paper.size) });
    const answer = value.value;
    if (typeof answer === "boolean") return answer ? m.dossier_yes() : m.dossier_no();
    if (typeof answer === "number") return form?.unit ? `${formatNumber(answer)} ${form.unit}` : formatNumber(answer);
    if (commune) return named(communes.data, answer);
    if (field.endsWith(".province")) return named(provinces.data, answer);
    if (form?.widget === "choice") return form.options?.find((option) => option.value === answer)?.label ?? answer;
    if (/^\d{4}-\d{2}-\d{2}$/.test(answer)) return formatDate(answer);
    return { male: m.dossier_gender_male(), female: m.dossier_gender_female(), citizen: m.dossier_kind_citizen(), business: m.dossier_kind_business(), organisation: m.dossier_kind_organisation() }[answer] ?? answer;
  };
}
