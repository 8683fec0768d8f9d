import { createContext, useContext, useState, type ReactNode } from "react";
import type { DossierView, FieldProblem, FieldValue } from "#/backend";
import type { Autosave } from "./autosave";
import { controlId } from "./paths";

/** What the fields of a part share: the answers, how they are saved, and which problems are shown. */
export interface PartContext {
  dossier: DossierView;
  autosave: Autosave;
  problems: readonly FieldProblem[];
  /** Every problem is shown, not only those of fields that were left. */
  showAll: boolean;
}

const Context = createContext<PartContext | null>(null);

export function PartProvider({ value, children }: { value: PartContext; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export function usePart(): PartContext {
  const part = useContext(Context);
  if (!part) throw new Error("a field outside of a part");
  return part;
}

/** Wiring of one answer: its id, first value, how it is saved, and its problem once the field was left. */
export function useAnswer(path: string) {
  const { dossier, autosave, problems, showAll } = usePart();
  const [left, setLeft] = useState(false);
  const problem = problems.find((one) => one.path === path);
  const value = dossier.answers[path] ?? null;
  return {
    id: controlId(path),
    value,
    text: typeof value === "string" ? value : value === null ? "" : String(value),
    error: (left || showAll) && problem ? problem.message : null,
    disabled: !dossier.editable,
    typing: (next: FieldValue | null) => autosave.change(path, next === "" ? null : next),
    decide: (next: FieldValue | null) => {
      setLeft(true);
      autosave.commit(path, next === "" ? null : next);
    },
  };
}
