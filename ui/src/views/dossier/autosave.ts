import { useEffect, useSyncExternalStore } from "react";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { beforeClosing, desk, keys, type DossierView, type FieldChange } from "#/backend";
import { DraftWriter, type SaveState } from "./writer";

/** One writer for a dossier, however often its page is opened: what could not be saved is still there. */
const writers = new WeakMap<QueryClient, Map<string, DraftWriter>>();

export function writerOf(client: QueryClient, id: string): DraftWriter {
  let all = writers.get(client);
  if (!all) {
    all = new Map();
    writers.set(client, all);
  }
  let writer = all.get(id);
  if (!writer) {
    writer = new DraftWriter({
      write: (changes) => desk.setAnswers(id, changes),
      onSaved: (changes, savedAt) => {
        // What was saved is shown as saved at once; what follows from it (parts, fees) is asked for.
        client.setQueryData<DossierView>(keys.dossier(id), (view) => (view ? { ...view, answers: withChanges(view, changes), saved_at: savedAt } : view));
        void client.invalidateQueries({ queryKey: keys.dossier(id) });
      },
    });
    const made = writer;
    beforeClosing(client, () => {
      // A syllable under composition is told when its field is left.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return made.flush();
    });
    all.set(id, writer);
  }
  return writer;
}

function withChanges(view: DossierView, changes: readonly FieldChange[]): DossierView["answers"] {
  const answers = new Map(Object.entries(view.answers));
  for (const { path, value } of changes) {
    if (value === null) answers.delete(path);
    else answers.set(path, value);
  }
  return Object.fromEntries(answers);
}

/** The writer of a dossier while its page is shown; leaving page or window takes everything to the disk. */
export function useWriter(id: string): DraftWriter {
  const writer = writerOf(useQueryClient(), id);
  useEffect(() => {
    const leave = () => void writer.flush();
    window.addEventListener("pagehide", leave);
    window.addEventListener("blur", leave);
    document.addEventListener("visibilitychange", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("blur", leave);
      document.removeEventListener("visibilitychange", leave);
      leave();
    };
  }, [writer]);
  return writer;
}

export function useSaveState(writer: DraftWriter): SaveState {
  return useSyncExternalStore(writer.subscribe, () => writer.state);
}
