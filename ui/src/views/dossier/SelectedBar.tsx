import { FileDown, Send, Trash2, Undo2, X } from "lucide-react";
import { desk, DeskError, everything, useDo, type DossierRow } from "#/backend";
import { Button } from "#/design/Button";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import styles from "./list.module.css";

interface Outcome {
  done: string[];
  failed: DeskError[];
}

/** One after the other: each is a change of its own, and one that fails does not hold up the others. */
async function each(rows: readonly DossierRow[], change: (id: string) => Promise<unknown>): Promise<Outcome> {
  const outcome: Outcome = { done: [], failed: [] };
  for (const { id } of rows) {
    try {
      await change(id);
      outcome.done.push(id);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      outcome.failed.push(error);
    }
  }
  return outcome;
}

/** What can be done with the dossiers chosen; only what fits at least one of them is offered. */
export function SelectedBar({ rows, onClear }: { rows: readonly DossierRow[]; onClear: () => void }) {
  const drafts = rows.filter((row) => row.sync === "draft" || row.sync === "ready");
  const queued = rows.filter((row) => row.sync === "queued" || row.sync === "held");
  const failed = ({ failed: errors }: Outcome) => {
    const [first] = errors;
    if (first) toast({ text: m.dossier_bulk_some_failed({ count: errors.length, message: first.message }), tone: "warn" });
  };
  const submit = useDo(() => each(drafts, desk.submit), {
    onSuccess: (outcome) => {
      if (outcome.done.length > 0) toast({ text: m.dossier_bulk_submitted({ count: outcome.done.length }) });
      const incomplete = outcome.failed.filter((error) => error.code === "invalid_fields");
      if (incomplete.length > 0) toast({ text: m.dossier_bulk_submit_failed({ count: incomplete.length }), tone: "warn" });
      failed({ done: [], failed: outcome.failed.filter((error) => error.code !== "invalid_fields") });
      onClear();
    },
  });
  const recall = useDo(() => each(queued, desk.recall), {
    onSuccess: (outcome) => {
      if (outcome.done.length > 0) toast({ text: m.dossier_bulk_recalled({ count: outcome.done.length }) });
      failed(outcome);
      onClear();
    },
  });
  const remove = useDo(() => each(drafts, desk.deleteDossier), {
    onSuccess: (outcome) => {
      const { done } = outcome;
      if (done.length > 0) {
        toast({
          text: m.dossier_bulk_deleted({ count: done.length }),
          action: { label: m.dossier_bulk_undo(), run: () => void Promise.allSettled(done.map((id) => desk.restoreDossier(id))) },
        });
      }
      failed(outcome);
      onClear();
    },
  });
  const save = useDo(
    () =>
      desk.saveDossiers(
        "all",
        everything,
        "",
        rows.map((row) => row.id),
      ),
    {
      onSuccess: (name) => {
        if (name !== null) toast({ text: m.dossier_exported({ name }) });
      },
      onError: (error) => toast({ text: error.message, tone: "bad" }),
    },
  );
  const busy = submit.isPending || recall.isPending || remove.isPending;
  return (
    <div className={styles.selected} role="group" aria-label={m.dossier_select_bar()}>
      <strong role="status">{m.dossier_selected({ count: rows.length })}</strong>
      {drafts.length > 0 ? (
        <Button kind="primary" size="small" icon={Send} onPress={() => submit.mutate(undefined)} busy={submit.isPending && m.dossier_bulk_submit_busy()} isDisabled={busy}>
          {m.dossier_bulk_submit({ count: drafts.length })}
        </Button>
      ) : null}
      {queued.length > 0 ? (
        <Button size="small" icon={Undo2} onPress={() => recall.mutate(undefined)} isDisabled={busy}>
          {m.dossier_bulk_recall({ count: queued.length })}
        </Button>
      ) : null}
      {drafts.length > 0 ? (
        <Button size="small" icon={Trash2} onPress={() => remove.mutate(undefined)} isDisabled={busy}>
          {m.dossier_bulk_delete({ count: drafts.length })}
        </Button>
      ) : null}
      <Button size="small" icon={FileDown} onPress={() => save.mutate(undefined)} busy={save.isPending && m.dossier_exporting()}>
        {m.dossier_export()}
      </Button>
      <Button kind="quiet" size="small" icon={X} onPress={onClear}>
        {m.dossier_select_none()}
      </Button>
    </div>
  );
}
