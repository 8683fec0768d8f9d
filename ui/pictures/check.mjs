/**
 * Looks at every place with axe in a real engine (colours, sizes, names), and at what the engine itself complains of
 * (content policy, errors): `npm run check [name …]`. Answers with 1 when something was found.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { places } from "./places.mjs";
import { serve } from "./serve.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wanted = process.argv.slice(2);
const looks = ["theme=light", "theme=dark", "theme=contrast", "theme=light&text=200", "theme=light&language=en", "theme=dark&language=en&compact"];
const { address, close } = await serve();
const open = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"] });
let browser = await open();
let found = 0;
const complain = (where, what) => {
  found += 1;
  console.log(`${where}: ${what}`);
};

for (const place of places) {
  if (wanted.length > 0 && !wanted.some((one) => place.name.startsWith(one))) continue;
  for (const look of looks) {
    const where = `${place.name} (${look})`;
    if (!browser.isConnected()) browser = await open();
    // axe comes in through the debugger, which the content policy does not see; the policy itself stays on.
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complain(where, message.text().slice(0, 300));
    });
    page.on("pageerror", (error) => complain(where, error.message.slice(0, 300)));
    await page.goto(`${address}?scenario=${place.scenario ?? "training"}&scene=${place.scene ?? ""}&${look}${place.path}`);
    await page.waitForSelector("h1, h2, [role=alert]");
    await page.evaluate(() => document.fonts.ready);
    if (place.act) await place.act(page);
    await page.waitForTimeout(350);
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      // While a combo box is open the library hides the rest from screen readers and keeps the focus in the field.
      const open = document.querySelector("input[aria-expanded=true]") ? document.querySelector("[role=listbox]") : null;
      const { violations } = await window.axe.run(open ?? document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
      return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? node.all[0]?.message ?? node.failureSummary ?? ""}`));
    });
    for (const violation of violations) complain(where, violation.slice(0, 400));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
    if (wide) complain(where, "the page is wider than the window");
    await context.close();
  }
}
await browser.close();
close();
console.log(found === 0 ? "nothing found" : `${found} findings`);
process.exitCode = found === 0 ? 0 : 1;
