import { useSyncExternalStore } from "react";
import { today } from "./format";

/** How often it is looked whether the day is over, in ms. */
const EVERY = 30_000;

/** Tells when another day begins in Viet Nam: a window stays open over night. Answers with a function that stops it. */
export function onNewDay(tell: () => void): () => void {
  let day = today();
  const timer = setInterval(() => {
    if (today() === day) return;
    day = today();
    tell();
  }, EVERY);
  return () => clearInterval(timer);
}

/** The day it is in Viet Nam (`2025-09-05`); draws anew with the next. */
export const useToday = (): string => useSyncExternalStore(onNewDay, () => today());
