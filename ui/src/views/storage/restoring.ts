import { useSyncExternalStore } from "react";
import type { BackupRow } from "#/backend";

/** What is to take the place of the store in use. */
export type Restoring =
  /** Not chosen yet. */
  | { from: "choose" }
  /** A backup; `found`: of the folder that was looked through last, not one of the automatic ones. */
  | { from: "backup"; row: BackupRow; found: boolean }
  /** The package chosen last. */
  | { from: "package"; name: string };

let now: Restoring | null = null;
const listeners = new Set<() => void>();

/**
 * Restoring stands outside the places: while it goes on the store is closed, and opened again as another one, so
 * that nothing a place holds would outlive it.
 */
export function setRestoring(next: Restoring | null): void {
  now = next;
  for (const listener of listeners) listener();
}

export function useRestoring(): Restoring | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}
