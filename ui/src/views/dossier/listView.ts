import { useSyncExternalStore } from "react";
import { everything, type BusinessStatus, type DossierFilter, type DossierNarrow, type MoneyState, type SyncState } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { today } from "#/text/format";
import { businessStatus, moneyState, syncState } from "./words";

/** What a list shows, as it stands in the window's address; a saved view is the same. */
export interface ListView {
  filter: DossierFilter;
  state: SyncState | BusinessStatus | null;
  due: Due | null;
  money: MoneyState | null;
}

export type Due = "late" | "today" | "week";

export const filters: readonly DossierFilter[] = ["unsent", "sent", "supplement", "all"];
export const dues: readonly Due[] = ["late", "today", "week"];
const unsentStates: readonly SyncState[] = ["draft", "ready", "queued", "sending", "held"];
const statuses: readonly BusinessStatus[] = ["registered", "received", "processing", "supplement_requested", "payment_requested", "finished", "returned", "refused", "withdrawn", "stopped"];
export const moneys: readonly MoneyState[] = ["due", "pending", "failed", "paid", "refunded"];

/** The states that a list can be narrowed to. */
export function statesOf(filter: DossierFilter): readonly (SyncState | BusinessStatus)[] {
  if (filter === "unsent") return unsentStates;
  if (filter === "supplement") return [];
  return filter === "sent" ? statuses : [...unsentStates, ...statuses];
}

const isSync = (state: SyncState | BusinessStatus): state is SyncState => (unsentStates as readonly string[]).includes(state);

export function stateWords(state: SyncState | BusinessStatus): string {
  return (isSync(state) ? syncState(state) : businessStatus(state)).words;
}

export function dueName(due: Due): string {
  switch (due) {
    case "late":
      return m.dossier_narrow_due_late();
    case "today":
      return m.dossier_narrow_due_today();
    case "week":
      return m.dossier_narrow_due_week();
  }
}

/** From the parameters of the address; what is not understood narrows nothing. */
export function readView(query: Readonly<Record<string, string | undefined>>): ListView {
  const filter = filters.find((one) => one === query.filter) ?? "unsent";
  return {
    filter,
    state: statesOf(filter).find((one) => one === query.state) ?? null,
    due: dues.find((one) => one === query.due) ?? null,
    money: moneys.find((one) => one === query.money) ?? null,
  };
}

export function viewAddress(view: ListView): string {
  const given = Object.entries(view).filter((entry): entry is [string, string] => entry[1] !== null);
  return `#/dossiers?${new URLSearchParams(given).toString()}`;
}

export const isNarrowed = ({ state, due, money }: ListView): boolean => state !== null || due !== null || money !== null;

const inDays = (days: number) => new Date(Date.parse(today()) + days * 86_400_000).toISOString().slice(0, 10);

/** What the desk is asked for. Late is what is still open: a finished dossier is late no more. */
export function narrowOf({ state, due, money }: ListView): DossierNarrow {
  const narrow: DossierNarrow = { ...everything };
  if (state !== null) {
    if (isSync(state)) narrow.sync = [state];
    else narrow.status = [state];
  }
  if (due !== null && narrow.status.length === 0) narrow.status = ["registered", "received", "processing"];
  if (due === "late") narrow.due_to = inDays(-1);
  if (due === "today") narrow.due_from = narrow.due_to = today();
  if (due === "week") {
    narrow.due_from = today();
    narrow.due_to = inDays(7);
  }
  if (money !== null) narrow.money = [money];
  return narrow;
}

export function filterName(filter: DossierFilter): string {
  switch (filter) {
    case "unsent":
      return m.dossier_filter_unsent();
    case "sent":
      return m.dossier_filter_sent();
    case "supplement":
      return m.dossier_filter_supplement();
    case "all":
      return m.dossier_filter_all();
  }
}

/** A saved view is named by what it shows: nothing typed, so that no person's name is kept outside the store. */
export function viewName(view: ListView): string {
  return [filterName(view.filter), view.state && stateWords(view.state), view.due && dueName(view.due), view.money && moneyState(view.money)?.words].filter(Boolean).join(" · ");
}

/** The columns that can be left out. */
export type ListColumn = "code" | "state" | "money" | "due" | "changed";
export const listColumns: readonly ListColumn[] = ["code", "state", "money", "due", "changed"];

interface Kept {
  views: readonly ListView[];
  columns: readonly ListColumn[];
}

const KEY = "dossier-list";
const first: Kept = { views: [], columns: ["code", "state", "due", "changed"] };
const listeners = new Set<() => void>();
let kept: Kept | undefined;

/** What this computer's user keeps of the list's look. No personal data: it lies outside the store. */
function read(): Kept {
  if (kept) return kept;
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as { views?: Record<string, string>[]; columns?: string[] };
    kept = {
      views: (found.views ?? []).map(readView),
      columns: found.columns ? listColumns.filter((column) => found.columns?.includes(column)) : first.columns,
    };
  } catch {
    kept = first;
  }
  return kept;
}

export function keep(change: Partial<Kept>): void {
  kept = { ...read(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Kept for as long as the window is open.
  }
  for (const listener of listeners) listener();
}

/** For tests: as if nothing had been kept. */
export function forget(): void {
  localStorage.removeItem(KEY);
  kept = undefined;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useKept(): Kept {
  return useSyncExternalStore(subscribe, read);
}
