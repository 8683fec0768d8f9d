import type { Part } from "#/backend";
import { places } from "#/app/places";

/** The parts of a dossier, in their order. */
export const parts: readonly Part[] = ["people", "form", "papers", "delivery", "review"];

/** The part that an address names; `null` for the task list itself. */
export function partOf(word: string | undefined): Part | null {
  return parts.find((part) => part === word) ?? null;
}

/** A part; with `check` every problem is shown, and with `field` the caret goes there. */
export function partHref(id: string, part: Part, check = false, field?: string): string {
  const query = [check ? "check=1" : "", field ? `field=${encodeURIComponent(field)}` : ""].filter(Boolean).join("&");
  return `${places.dossierPart(id, part)}${query ? `?${query}` : ""}`;
}

/** Id of the control that asks for an answer, from its path; `goToField` finds it. */
export const controlId = (path: string) => `f-${path.replaceAll(/[^A-Za-z0-9_-]/g, "-")}`;
