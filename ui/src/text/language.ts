import { overwriteGetLocale } from "#/messages/generated/runtime.js";

export type WindowLanguage = "vi" | "en";

let current: WindowLanguage = "vi";
overwriteGetLocale(() => current);

/** Changes the language of every message; who calls it makes the window draw itself again. */
export function setLanguage(language: WindowLanguage): void {
  current = language;
  document.documentElement.lang = language;
}
