import { useState, useSyncExternalStore } from "react";

/** Whether a button of the pointer is held down. */
let held = false;
const listeners = new Set<() => void>();

function tell(now: boolean) {
  if (held === now) return;
  held = now;
  for (const listener of listeners) listener();
}

if (typeof window !== "undefined") {
  window.addEventListener("pointerdown", () => tell(true), true);
  // The click comes right after the release: only what comes later may move.
  const release = () => setTimeout(() => tell(false));
  for (const end of ["pointerup", "pointercancel", "dragend"]) window.addEventListener(end, release, true);
  // The window's own, when it goes to the back; not that of each field left.
  window.addEventListener("blur", release);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A value that waits while the pointer is held down. A field that is left by pressing a button speaks up at that
 * moment; were its words shown at once, the button would slip away under the finger and the click be lost.
 */
export function useSteady<T>(value: T): T {
  const moving = useSyncExternalStore(subscribe, () => held);
  const [shown, setShown] = useState(value);
  if (!moving && shown !== value) setShown(value);
  return moving ? shown : value;
}
