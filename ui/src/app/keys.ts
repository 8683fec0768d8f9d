import { useEffect, useRef } from "react";
import { m } from "#/messages/generated/messages.js";
import { places } from "./places";

/** A key that works everywhere in the window. The keyboard reference under Trợ giúp is made from this list. */
export interface Shortcut {
  keys: string;
  label: () => string;
  href?: string;
}

export const placeKeys: readonly Shortcut[] = [
  { keys: "F1", label: m.shell_place_help, href: places.help },
  { keys: "F2", label: m.shell_place_search, href: places.search },
  { keys: "F3", label: m.shell_place_lookup, href: places.lookup },
  { keys: "F4", label: m.shell_place_dossiers, href: places.dossiers },
  { keys: "F8", label: m.shell_place_outbox, href: places.outbox },
  { keys: "Alt+1", label: m.shell_place_desk, href: places.desk },
];

export const PALETTE_KEYS = "Ctrl+K";
/** Goes on with the main thing of the page: apply, submit, pay. */
export const MAIN_KEY = "F9";

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split("+");
  const key = parts[parts.length - 1] ?? "";
  const control = event.ctrlKey || event.metaKey;
  return (
    control === parts.includes("Ctrl") &&
    event.altKey === parts.includes("Alt") &&
    event.shiftKey === parts.includes("Shift") &&
    (event.key.toLowerCase() === key.toLowerCase() || event.code === `Digit${key}` || event.code === `Key${key.toUpperCase()}`)
  );
}

/** Toasts have a dialog's role too, in a region of their own; they stop no key. */
function overlayOpen(): boolean {
  return [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].some((one) => !one.closest('[role="region"]'));
}

/** A key of the page shown, e.g. F9; it goes before the frame's. Does nothing under a dialog. */
export function usePageKey(keys: string, run: (() => void) | null | undefined): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || !latest.current || !matches(event, keys) || overlayOpen()) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    }
    document.addEventListener("keydown", onKeyDown, true);
    return () => document.removeEventListener("keydown", onKeyDown, true);
  }, [keys]);
}

/** The keys of the frame: places, palette, and Esc, which leaves a field first and the place second. */
export function useFrameKeys(go: (href: string) => void, openPalette: () => void): void {
  const latest = useRef({ go, openPalette });
  useEffect(() => {
    latest.current = { go, openPalette };
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      if (matches(event, PALETTE_KEYS)) {
        event.preventDefault();
        latest.current.openPalette();
        return;
      }
      if (overlayOpen()) return;
      const place = placeKeys.find((shortcut) => matches(event, shortcut.keys));
      if (place?.href) {
        event.preventDefault();
        latest.current.go(place.href);
      } else if (event.key === "Escape") {
        leave();
      } else if (event.key === "F5" || (event.ctrlKey && event.key.toLowerCase() === "r")) {
        // Nothing would be lost, but a page that blinks looks as if something were.
        event.preventDefault();
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function leave() {
  const active = document.activeElement;
  if (active instanceof HTMLElement && active.matches("input:not([type=checkbox], [type=radio]), textarea")) {
    active.blur();
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
    return;
  }
  document.querySelector<HTMLAnchorElement>("main a[data-esc]")?.click();
}
