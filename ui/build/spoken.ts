import type { Plugin } from "vite";

const strings = /\/react-(?:aria|aria-components|stately)\/dist\/private\/intl\/(?:([a-z]+)\/)?([a-z]{2}-[A-Z]{2})\.mjs$/;
const ours = new Set(["components", "breadcrumbs", "overlays", "searchfield", "autocomplete", "menu", "toast", "combobox"]);

/**
 * React Aria ships its strings in 34 languages, Vietnamese not among them. Its English ones are replaced by ours
 * (`src/design/spoken.ts`), which follow the language of the window; the others are left out.
 */
export function spokenStrings(): Plugin {
  return {
    name: "spoken-strings",
    enforce: "pre",
    load(id) {
      const found = strings.exec(id.split("?")[0] ?? id);
      if (!found) return null;
      const area = found[1] ?? "components";
      if (found[2] !== "en-US") return "export default undefined;";
      return ours.has(area) ? `export { ${area} as default } from "#/design/spoken";` : null;
    },
  };
}
