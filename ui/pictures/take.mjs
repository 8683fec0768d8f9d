/**
 * Takes pictures of places with the invented desk: `node pictures/take.mjs [name …]`. Build first with
 * `npm run build:fake`. Pictures go to `pictures/out/`.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";
import { places } from "./places.mjs";

const out = fileURLToPath(new URL("./out/", import.meta.url));
await mkdir(out, { recursive: true });
const wanted = process.argv.slice(2);
const { address, close } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"] });
const looks = [
  ["light", "theme=light"],
  ["dark", "theme=dark"],
  ["200", "theme=light&text=200"],
  ["en", "theme=light&language=en"],
  ["contrast", "theme=contrast"],
];
for (const place of places) {
  for (const [look, query] of looks) {
    const name = `${place.name}-${look}`;
    if (wanted.length > 0 && !wanted.some((one) => name.startsWith(one))) continue;
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "vi-VN" });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") console.log(`${name}: ${message.text().slice(0, 300)}`);
    });
    page.on("pageerror", (error) => console.log(`${name}: ${error.message.slice(0, 400)}`));
    await page.goto(`${address}?scenario=${place.scenario ?? "training"}&scene=${place.scene ?? ""}&${query}${place.path}`);
    await page.waitForSelector("h1, h2, [role=alert]");
    await page.evaluate(() => document.fonts.ready);
    if (place.act) await place.act(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${out}${name}.png` });
    await page.close();
  }
}
await browser.close();
close();
