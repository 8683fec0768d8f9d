import type { WindowLanguage } from "#/text/language";

/** A chapter of the user guide, as `build/guide.ts` renders it. */
export interface Chapter {
  title: string;
  html: string;
}

const found: Record<WindowLanguage, Record<string, () => Promise<Chapter>>> = {
  vi: import.meta.glob<Chapter>("../../../../docs/guide/vi/*.md", { query: "?guide" }),
  en: import.meta.glob<Chapter>("../../../../docs/guide/en/*.md", { query: "?guide" }),
};

/** The chapters in their order: name in the address, and the page, which comes when it is asked for. */
export function chapters(language: WindowLanguage): readonly { name: string; load: () => Promise<Chapter> }[] {
  return Object.entries(found[language])
    .map(([path, load]) => ({ name: /([a-z0-9-]+)\.md/.exec(path)?.[1] ?? path, load }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
