import type { DossierView, FieldChange, FieldProblem, FieldValue } from "#/backend";
import { controlId } from "./paths";
import type { DraftWriter } from "./writer";

/** A text field on the screen: what it holds, what it began with, and how often it has begun. */
interface Held {
  value: FieldValue | null;
  first: FieldValue | null;
  turn: number;
}

/**
 * What the fields of a dossier read. Each field looks at its own answer and its own problem only, so that a key in
 * one of three hundred draws one, and a dossier that was fetched anew draws those whose answer changed.
 *
 * Text fields keep their own text while they are used (see `UncontrolledInput`). The store knows what each of them
 * was last given or last told; when the desk holds another answer, nobody is in the field and nothing of it is
 * unsaved, the field begins anew with the desk's answer: its `turn` goes up.
 */
export class PartStore {
  readonly writer: DraftWriter;
  #dossier: DossierView;
  #problems: ReadonlyMap<string, FieldProblem>;
  #showAll = false;
  #onward = false;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<() => void>();

  constructor(dossier: DossierView, writer: DraftWriter) {
    this.#dossier = dossier;
    this.writer = writer;
    this.#problems = problemsByPath(dossier);
  }

  get dossier(): DossierView {
    return this.#dossier;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const stop = this.writer.subscribe(listener);
    this.#listeners.add(listener);
    return () => {
      stop();
      this.#listeners.delete(listener);
    };
  };

  /** The dossier as the desk last told it. */
  update(dossier: DossierView, showAll: boolean): void {
    if (dossier === this.#dossier && showAll === this.#showAll) return;
    this.#dossier = dossier;
    this.#showAll = showAll;
    this.#problems = problemsByPath(dossier);
    for (const path of this.#held.keys()) this.#follow(path);
    this.#tell();
  }

  /** One part leads to the next. */
  leadOn(): void {
    this.#onward = true;
  }

  /** Whether the part shown was led to by the one before; asked once. */
  arrive(): boolean {
    const onward = this.#onward;
    this.#onward = false;
    return onward;
  }

  /** The answer: as typed while that is unsaved, otherwise the desk's. */
  value(path: string): FieldValue | null {
    const unsaved = this.writer.unsaved(path);
    return unsaved === undefined ? this.#saved(path) : unsaved;
  }

  /** What is wrong with an answer, once it should be said. */
  problem(path: string, left: boolean): string | null {
    return this.writer.refusal(path) ?? (left || this.#showAll ? (this.#problems.get(path)?.message ?? null) : null);
  }

  /** What a text field begins with, and how often it has begun anew. */
  text(path: string): Readonly<Held> {
    let held = this.#held.get(path);
    if (!held) {
      const value = this.value(path);
      held = { value, first: value, turn: 0 };
      this.#held.set(path, held);
    }
    return held;
  }

  /** A text field tells what it holds now; who only visits it changes nothing. */
  typed(path: string, value: FieldValue | null): void {
    const held = this.text(path);
    if (held.value === value) return;
    this.#held.set(path, { ...held, value });
    this.writer.change(path, value);
  }

  /** Answers that come all at once from elsewhere than their fields: every field shows its own, the one with the caret too. */
  fill(changes: readonly FieldChange[]): void {
    for (const { path, value } of changes) {
      const held = this.#held.get(path);
      if (held) this.#held.set(path, { value, first: value, turn: held.turn + 1 });
    }
    this.writer.commit(changes);
    this.#tell();
  }

  /** A text field was left, or taken away: what is unsaved goes to the disk, and it follows the desk again. */
  left(path: string): void {
    if (this.writer.unsaved(path) !== undefined) void this.writer.flush();
    if (this.#follow(path)) this.#tell();
  }

  /** A text field is gone: the next one begins with the answer of its time. */
  forget(path: string): void {
    this.#held.delete(path);
  }

  #saved(path: string): FieldValue | null {
    return this.#dossier.answers[path] ?? null;
  }

  #follow(path: string): boolean {
    const held = this.#held.get(path);
    const saved = this.#saved(path);
    if (!held || held.value === saved || this.writer.unsaved(path) !== undefined) return false;
    if (document.activeElement?.id === controlId(path)) return false;
    this.#held.set(path, { value: saved, first: saved, turn: held.turn + 1 });
    return true;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The first problem of each path; the last part of a dossier lists those of all. */
function problemsByPath(dossier: DossierView): Map<string, FieldProblem> {
  const all = dossier.parts.find((part) => part.part === "review")?.problems ?? [];
  const byPath = new Map<string, FieldProblem>();
  for (const problem of all) if (!byPath.has(problem.path)) byPath.set(problem.path, problem);
  return byPath;
}
