import type { Settings } from "#/backend";
import { setLanguage } from "#/text/language";

/** Puts language, look, text size and density of the settings into effect on the page. */
export function applyAppearance(settings: Settings | undefined): void {
  const root = document.documentElement;
  const theme = settings?.theme ?? "system";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const contrast = matchMedia("(prefers-contrast: more)").matches;
  root.dataset.theme = theme === "system" ? (contrast ? "contrast" : dark ? "dark" : "light") : theme;
  root.dataset.density = settings?.compact ? "compact" : "comfortable";
  root.style.fontSize = `${Math.min(200, Math.max(100, settings?.text_percent ?? 100))}%`;
  setLanguage(settings?.language ?? "vi");
}

/** Calls back when the system's look changes. Answers with a function that stops. */
export function onSystemLook(changed: () => void): () => void {
  const queries = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("(prefers-contrast: more)")];
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    for (const query of queries) query.removeEventListener("change", changed);
  };
}
