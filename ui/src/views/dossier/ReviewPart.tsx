import { Send } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { MAIN_KEY, usePageKey } from "#/app/keys";
import { places } from "#/app/places";
import { desk, DeskError, keys, useDo, useOutbox, type DossierView, type FieldProblem, type Part } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { TextArea } from "#/design/TextField";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { usePart, useShownDossier } from "./answers";
import { Fees } from "./Fees";
import { OnItsWay } from "./OnItsWay";
import { Bar } from "./PartFrame";
import { partHref } from "./paths";
import { ProofPanel } from "./ProofPanel";
import { DeliverySummary, FormSummary, PapersSummary, PersonSummary } from "./summaries";
import styles from "./dossier.module.css";

/** Kiểm tra và nộp: everything on one page, each part with a way to change it, and what it became once it was sent. */
export function ReviewPart() {
  const dossier = useShownDossier();
  const outbox = useOutbox();
  const item = outbox.data?.items.find((one) => one.dossier === dossier.id);
  const [note, setNote] = useState(() => notes.get(dossier.id) ?? "");
  const send = useSend(dossier, note);
  const canSend = dossier.editable && (dossier.supplement !== null || dossier.sync === "draft" || dossier.sync === "ready");
  usePageKey(MAIN_KEY, canSend ? send.run : null);

  const known = dossier.parts.find((part) => part.part === "review")?.problems ?? [];
  return (
    <>
      {item || dossier.sync === "queued" || dossier.sync === "sending" || dossier.sync === "held" ? <OnItsWay dossier={dossier} item={item} /> : null}
      {dossier.proof ? <ProofPanel dossier={dossier} proof={dossier.proof} /> : null}
      {canSend ? <Problems dossier={dossier} problems={send.refused ?? known} refusals={send.refusals} /> : null}
      {send.error ? <NotSent error={send.error} /> : null}
      {canSend && dossier.supplement ? (
        <Panel title={m.dossier_supplement_send()}>
          <TextArea
            label={m.dossier_supplement_note()}
            optional
            rows={2}
            maxLength={2000}
            defaultValue={note}
            onValue={(value) => {
              notes.set(dossier.id, value);
              setNote(value);
            }}
          />
        </Panel>
      ) : null}
      <PersonSummary dossier={dossier} prefix="applicant" title={m.dossier_applicant()} />
      {dossier.answers["owner.same_as_applicant"] === false ? <PersonSummary dossier={dossier} prefix="owner" title={m.dossier_owner()} /> : null}
      <FormSummary dossier={dossier} />
      <PapersSummary dossier={dossier} />
      <DeliverySummary dossier={dossier} />
      {dossier.status === null ? (
        <Panel title={m.dossier_fees()} lead={m.dossier_fees_lead()}>
          <Fees fees={dossier.fees} />
        </Panel>
      ) : null}
      {canSend ? (
        <Bar>
          <Button kind="primary" icon={Send} keys={MAIN_KEY} onPress={send.run} busy={send.busy && m.dossier_submitting()}>
            {dossier.supplement ? m.dossier_supplement_send() : m.dossier_submit()}
          </Button>
          <span className={styles.barHint}>{m.dossier_submit_hint()}</span>
        </Bar>
      ) : null}
    </>
  );
}

/** What somebody wrote to the officer and has not sent; kept while the window is open, wherever one goes meanwhile. */
const notes = new Map<string, string>();

/** Sends once, however often it is asked for: a refusal frees the way, and a dossier that has come back to be edited. */
function useSend(dossier: DossierView, note: string) {
  const { writer } = usePart();
  const client = useQueryClient();
  const under = useRef(false);
  const [refused, setRefused] = useState<readonly FieldProblem[] | null>(null);
  const [refusals, setRefusals] = useState(0);
  const send = useDo(
    async () => {
      if (!(await writer.flush())) throw new Error(m.dossier_submit_not_saved());
      if (dossier.supplement) await desk.answerSupplement(dossier.id, note.trim());
      else await desk.submit(dossier.id);
      // At once: on a good link the portal's answer is told a moment later, in this one's place.
      toast({ text: dossier.supplement ? m.dossier_supplement_queued() : m.dossier_queued(), detail: m.dossier_queued_detail(), tone: "info", about: dossier.id });
      await Promise.all([client.invalidateQueries({ queryKey: keys.dossier(dossier.id) }), client.invalidateQueries({ queryKey: keys.outbox })]);
    },
    {
      onSuccess: () => {
        setRefused(null);
        notes.delete(dossier.id);
      },
      onError: (error) => {
        under.current = false;
        if (!(error instanceof DeskError) || error.fields.length === 0) return;
        setRefused(error.fields);
        setRefusals((times) => times + 1);
      },
    },
  );
  useEffect(() => {
    under.current = false;
  }, [dossier.sync, dossier.editable]);
  return {
    run: () => {
      if (under.current) return;
      under.current = true;
      send.mutate(undefined);
    },
    busy: send.isPending,
    error: send.error instanceof DeskError && send.error.fields.length > 0 ? null : send.error,
    refused,
    refusals,
  };
}

/** Everything wrong, all at once; each leads to its field. Takes the focus when the desk refuses. */
function Problems({ dossier, problems, refusals }: { dossier: DossierView; problems: readonly FieldProblem[]; refusals: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refusals > 0) box.current?.focus();
  }, [refusals]);
  if (problems.length === 0) return null;
  return (
    <div ref={box} tabIndex={-1} className={styles.problemsBox} role="group" aria-label={m.dossier_problems({ count: problems.length })}>
      <Banner tone="warn" title={m.dossier_problems({ count: problems.length })}>
        <ul className={styles.problems}>
          {problems.map((problem) => (
            <li key={`${problem.path} ${problem.code}`}>
              <a href={partHref(dossier.id, partOfPath(problem.path), true, problem.path)}>{problem.message}</a>
            </li>
          ))}
        </ul>
      </Banner>
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

/** Why it was not queued, with the place where that can be changed. */
function NotSent({ error }: { error: Error }) {
  const code = error instanceof DeskError ? error.code : null;
  return (
    <Banner
      tone="bad"
      announce="alert"
      title={m.dossier_not_sent()}
      actions={
        code === "sign_in_needed" ? (
          <LinkButton href={places.signIn}>{m.outbox_sign_in()}</LinkButton>
        ) : code === "no_portal" ? (
          <LinkButton href={places.settings}>{m.outbox_choose_portal()}</LinkButton>
        ) : null
      }
    >
      {error.message}
    </Banner>
  );
}
