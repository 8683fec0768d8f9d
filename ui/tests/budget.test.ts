import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "../dist");
/** Compressed bytes of script and style before the first place is usable. */
const BUDGET = 350_000;

// `cargo xtask test` builds the window before its tests; alone, `npm run build` does.
test.skipIf(!existsSync(join(dist, "index.html")))("what is loaded before the first place stays small, and viewers come when they are needed", () => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const named = Array.from(page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g), (match) => match[1] ?? "");
  const first = readdirSync(join(dist, "assets"))
    .filter((name) => /^(?:DeskPage|WelcomePage|words)-.*\.(?:js|css)$/.test(name))
    .map((name) => `assets/${name}`);
  expect(named.length).toBeGreaterThan(2);
  expect(first.length).toBeGreaterThan(1);
  expect(named.filter((name) => /pdf/i.test(name))).toEqual([]);
  const bytes = [...named, ...first].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});
