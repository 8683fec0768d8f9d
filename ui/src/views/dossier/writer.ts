import type { FieldChange, FieldProblem, FieldValue } from "#/backend";

/** How long after the last key an answer goes to the disk, and after the first unsaved one at the latest (I1), in ms. */
export const AFTER_LAST_KEY = 300;
export const AFTER_FIRST_KEY = 1000;
/** The pause before what failed is tried again: doubled each time, up to the second figure, in ms. */
export const RETRY_FIRST = 1000;
export const RETRY_LAST = 15_000;

export type SaveState = { kind: "saved"; at: string | null } | { kind: "saving" } | { kind: "failed"; message: string };

/** What the desk answers when it does not take a change; read from the error without knowing its class. */
interface Refusal {
  code?: string;
  message?: string;
  fields?: readonly FieldProblem[];
}

export interface WriterOptions {
  /** Commits changes, in order; settles when they are on the disk. */
  write: (changes: FieldChange[]) => Promise<{ saved_at: string }>;
  /** Called in the same turn in which changes stop being unsaved, before anybody is told. */
  onSaved: (changes: readonly FieldChange[], savedAt: string) => void;
}

/**
 * Takes answers to the disk: one small commit at a time, in the order typed, and what fails stays here and is tried
 * again. It outlives the page it was typed on, so leaving a dossier loses nothing even while the disk is full.
 */
export class DraftWriter {
  readonly #options: WriterOptions;
  #queued = new Map<string, FieldValue | null>();
  #leaving: ReadonlyMap<string, FieldValue | null> = new Map();
  /** Answers that the desk does not take as they are, with its words; sent again when they change. */
  readonly #refused = new Map<string, { value: FieldValue | null; message: string }>();
  #firstKey: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryIn = RETRY_FIRST;
  #running: Promise<boolean> | null = null;
  #state: SaveState = { kind: "saved", at: null };
  readonly #listeners = new Set<() => void>();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  get state(): SaveState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The answer as typed while it is not on the disk; `undefined` when it is. */
  unsaved(path: string): FieldValue | null | undefined {
    for (const changes of [this.#queued, this.#leaving]) {
      const value = changes.get(path);
      if (value !== undefined) return value;
    }
    return this.#refused.get(path)?.value;
  }

  /** Why the desk does not take an answer, if it does not. */
  refusal(path: string): string | null {
    return this.#refused.get(path)?.message ?? null;
  }

  /** Whether anything typed is not on the disk. */
  get dirty(): boolean {
    return this.#queued.size > 0 || this.#leaving.size > 0 || this.#refused.size > 0;
  }

  /** An answer while it is being typed. */
  change(path: string, value: FieldValue | null): void {
    this.#put(path, value);
    const now = Date.now();
    this.#firstKey ??= now;
    this.#wait(Math.max(0, Math.min(AFTER_LAST_KEY, this.#firstKey + AFTER_FIRST_KEY - now)));
    // "Saved" is never shown over a key that is not on the disk yet.
    if (this.#state.kind === "saved") this.#set({ kind: "saving" });
    else this.#tell();
  }

  /** Answers that are decided (a choice made): to the disk at once, together. */
  commit(changes: readonly FieldChange[]): void {
    for (const { path, value } of changes) this.#put(path, value);
    this.#tell();
    void this.#run();
  }

  /** Everything to the disk now, what was refused too; answers whether all of it is there. */
  async flush(): Promise<boolean> {
    for (const [path, { value }] of this.#refused) if (!this.#queued.has(path)) this.#queued.set(path, value);
    return (await this.#run()) && this.#refused.size === 0;
  }

  /** Writes until nothing is queued; answers whether that was reached. Never two at a time. */
  async #run(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#running !== null || this.#queued.size > 0) {
      this.#running ??= this.#drain().finally(() => {
        this.#running = null;
      });
      if (!(await this.#running)) return false;
    }
    return true;
  }

  #put(path: string, value: FieldValue | null): void {
    // Last among the queued: the order of the disk is the order of the hands.
    this.#queued.delete(path);
    this.#queued.set(path, value);
    this.#refused.delete(path);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  async #drain(): Promise<boolean> {
    while (this.#queued.size > 0) {
      const taken = this.#queued;
      const changes = [...taken].map(([path, value]): FieldChange => ({ path, value }));
      this.#queued = new Map();
      this.#leaving = taken;
      this.#firstKey = null;
      this.#set({ kind: "saving" });
      try {
        const { saved_at } = await this.#options.write(changes);
        this.#options.onSaved(changes, saved_at);
        this.#leaving = new Map();
        for (const { path } of changes) this.#refused.delete(path);
        this.#retryIn = RETRY_FIRST;
        if (this.#queued.size === 0) this.#set(this.#refused.size === 0 ? { kind: "saved", at: saved_at } : this.#refusedState());
      } catch (error) {
        this.#leaving = new Map();
        const refusal: Refusal = typeof error === "object" && error !== null ? error : { message: String(error) };
        if (!this.#setAside(taken, refusal)) return this.#fail(taken, refusal);
        if (this.#queued.size === 0) this.#set(this.#refusedState());
      }
    }
    return true;
  }

  /** What the desk names as wrong waits here for the hands; the rest goes again. Answers whether it named anything. */
  #setAside(taken: ReadonlyMap<string, FieldValue | null>, error: Refusal): boolean {
    const named = error.code === "invalid_fields" ? (error.fields ?? []).filter(({ path }) => taken.has(path)) : [];
    if (named.length === 0) return false;
    const rest = new Map(taken);
    for (const { path, message } of named) {
      rest.delete(path);
      if (!this.#queued.has(path)) this.#refused.set(path, { value: taken.get(path) ?? null, message });
    }
    // What was typed since wins over what could not be written.
    this.#queued = new Map([...rest, ...this.#queued]);
    return true;
  }

  #fail(taken: ReadonlyMap<string, FieldValue | null>, error: Refusal): false {
    this.#queued = new Map([...taken, ...this.#queued]);
    // A dossier that is gone will not come back by asking; everything else may.
    if (error.code !== "not_found") this.#wait(this.#retryIn);
    this.#retryIn = Math.min(RETRY_LAST, this.#retryIn * 2);
    this.#set({ kind: "failed", message: error.message ?? "" });
    return false;
  }

  #refusedState(): SaveState {
    return { kind: "failed", message: [...this.#refused.values()][0]?.message ?? "" };
  }

  #set(state: SaveState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
