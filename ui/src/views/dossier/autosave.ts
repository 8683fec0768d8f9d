import { useCallback, useEffect, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { desk, keys } from "#/backend";
import type { FieldChange, FieldValue } from "#/backend";

/** How long after the last key an answer goes to the disk, and after the first unsaved one at the latest (I1). */
const AFTER_LAST_KEY = 300;
const AFTER_FIRST_KEY = 1000;
const RETRY = 2000;

export type SaveState = { kind: "saved"; at: string | null } | { kind: "saving" } | { kind: "failed"; message: string };

export interface Autosave {
  state: SaveState;
  /** An answer while it is being typed. */
  change: (path: string, value: FieldValue | null) => void;
  /** An answer that is decided: a choice made, a field left. */
  commit: (path: string, value: FieldValue | null) => void;
  /** Everything to the disk now; settles when it is there. */
  flush: () => Promise<void>;
}

/** Sends answers to the desk, in order, one small commit at a time; what fails stays and is tried again. */
export function useAutosave(id: string): Autosave {
  const queries = useQueryClient();
  const [state, setState] = useState<SaveState>({ kind: "saved", at: null });
  const unsaved = useRef(new Map<string, FieldValue | null>());
  const firstKey = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<Promise<void> | null>(null);
  const again = useRef<() => void>(() => undefined);

  const write = useCallback(async () => {
    while (unsaved.current.size > 0) {
      const taken = unsaved.current;
      unsaved.current = new Map();
      firstKey.current = null;
      const changes: FieldChange[] = [...taken].map(([path, value]) => ({ path, value }));
      setState({ kind: "saving" });
      try {
        const { saved_at } = await desk.setAnswers(id, changes);
        setState({ kind: "saved", at: saved_at });
      } catch (error) {
        // What was typed since wins over what could not be written.
        unsaved.current = new Map([...taken, ...unsaved.current]);
        setState({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
        clearTimeout(timer.current);
        timer.current = setTimeout(() => again.current(), RETRY);
        return;
      }
    }
    await queries.invalidateQueries({ queryKey: keys.dossier(id) });
  }, [id, queries]);

  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    while (running.current) await running.current;
    if (unsaved.current.size === 0) return;
    running.current = write().finally(() => {
      running.current = null;
    });
    await running.current;
  }, [write]);

  useEffect(() => {
    again.current = () => void flush();
  }, [flush]);

  const change = useCallback((path: string, value: FieldValue | null) => {
    unsaved.current.set(path, value);
    const now = Date.now();
    firstKey.current ??= now;
    clearTimeout(timer.current);
    const wait = Math.max(0, Math.min(AFTER_LAST_KEY, firstKey.current + AFTER_FIRST_KEY - now));
    timer.current = setTimeout(() => again.current(), wait);
  }, []);

  const commit = useCallback((path: string, value: FieldValue | null) => {
    unsaved.current.set(path, value);
    void again.current();
  }, []);

  useEffect(() => {
    const leave = () => void flush();
    window.addEventListener("pagehide", leave);
    window.addEventListener("blur", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("blur", leave);
      leave();
    };
  }, [flush]);

  return { state, change, commit, flush };
}
