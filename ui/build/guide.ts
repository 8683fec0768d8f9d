import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Marked } from "marked";
import type { Plugin } from "vite";

const chapter = /\/docs\/guide\/(?:vi|en)\/([a-z0-9-]+)\.md\?guide$/;

/**
 * The user guide (`docs/guide`), rendered when the window is built: `import … from "x.md?guide"` gives the title and the
 * page. Its text is ours, so that it may be put into the page as it is; pictures become files of the window.
 */
export function userGuide(): Plugin {
  return {
    name: "user-guide",
    enforce: "pre",
    load(id) {
      if (!chapter.test(id)) return null;
      const path = id.slice(0, -"?guide".length);
      this.addWatchFile(path);
      const text = readFileSync(path, "utf8");
      const title = /^# (.+)$/m.exec(text)?.[1] ?? "";
      const pictures: string[] = [];
      const marked = new Marked({
        renderer: {
          image: ({ href, text: words }) => {
            pictures.push(href);
            return `<img src="\0${String(pictures.length - 1)}\0" alt="${words.replaceAll('"', "&quot;")}" loading="lazy">`;
          },
          link: ({ href, text: words }) => (href.endsWith(".md") ? `<a href="#/help/guide/${basename(href, ".md")}">${words}</a>` : words),
        },
      });
      // The page has a heading of its own; the chapter's title stands there.
      const html = marked.parse(text.replace(/^# .+$/m, ""), { async: false });
      const imports = pictures.map((href, at) => `import p${String(at)} from ${JSON.stringify(href)};`);
      const parts = JSON.stringify(html).replace(/\\u0000(\d+)\\u0000/g, (_, at: string) => `" + p${at} + "`);
      return `${imports.join("\n")}\nexport const title = ${JSON.stringify(title)};\nexport const html = ${parts};`;
    },
  };
}
