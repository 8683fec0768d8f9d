/**
 * Fails when a place looks other than its kept picture: `npm run pictures:check`. Every two of language, light, window
 * and text size by default, spread over the places, all of them with `--full`; names of places narrow it; `--update` keeps what is seen now
 * (look at it first). What differs is left in `pictures/out/` with the differences marked.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { allLooks, pairwiseLooks } from "./looks.mjs";
import { cellsApart, difference, fingerprint, shifted, smaller, TOLERATED, TOLERATED_CELLS } from "./pixels.mjs";
import { places } from "./places.mjs";
import { serve } from "./serve.mjs";

/** Places that between them show everything the window is made of. */
const kept = [
  "desk", "desk-first", "dossiers-all", "dossiers-many", "dossier-people-open", "dossier-form-open", "dossier-papers", "dossier-review", "dossier-held", "dossier-sent",
  "outbox", "outbox-offline", "transactions", "pay-qr", "timeline-late", "lookup", "welcome", "locked", "register", "profile", "settings", "help", "search", "search-agency", "procedure",
];
/** Pictures of the user guide: the same places, kept beside its text so that they stay true. */
const guide = { welcome: "welcome", desk: "desk", "dossiers-all": "dossiers", "dossier-review": "review", outbox: "outbox" };
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = here("./baseline/");
const out = here("./out/");
const cellsFile = join(folder, "full.json.gz");
const flags = process.argv.slice(2).filter((one) => one.startsWith("--"));
const names = process.argv.slice(2).filter((one) => !one.startsWith("--"));
const update = flags.includes("--update");
const full = flags.includes("--full");
/** The moment in which all pictures are taken, a working day: 5 April 2022, 9:00 in Viet Nam. */
const MOMENT = new Date("2022-04-05T09:00:00+07:00");
const AT_ONCE = 2;

await mkdir(out, { recursive: true });
await mkdir(folder, { recursive: true });
const cells = existsSync(cellsFile) ? JSON.parse(gunzipSync(await readFile(cellsFile)).toString()) : {};
/** Two of the five for each place, in turn, so that all five are seen of each kind of place. */
const looksOf = (place) => [0, 2].map((step) => pairwiseLooks[(kept.indexOf(place.name) + step) % pairwiseLooks.length]);
const pictured = ({ place, look, path }) => path !== undefined || looksOf(place).some((one) => one.name === look.name);
const jobs = places
  .filter((place) => kept.includes(place.name) && (names.length === 0 || names.includes(place.name)))
  .flatMap((place) => (full ? allLooks : looksOf(place)).map((look) => ({ place, look, name: `${place.name}-${look.name}` })));

for (const place of places) {
  const name = guide[place.name];
  if (name && (names.length === 0 || names.includes(place.name))) jobs.push({ place, look: allLooks[0], name, path: join(here("../../docs/guide/pictures/"), `${name}.png`) });
}

const { address, close } = await serve();
// Drawn by the processor, with smoothing that does not depend on the screen: the same pixels everywhere.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--disable-lcd-text", "--font-render-hinting=none", "--disable-font-subpixel-positioning", "--hide-scrollbars"],
});

async function take({ place, look }) {
  const context = await browser.newContext({ viewport: look.viewport, deviceScaleFactor: 1, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", reducedMotion: "reduce" });
  try {
    await context.clock.setFixedTime(MOMENT);
    const page = await context.newPage();
    await page.goto(`${address}?scenario=${place.scenario ?? "training"}&scene=${place.scene ?? ""}&${look.query}${place.path}`);
    await page.waitForSelector("h1, h2, [role=alert]");
    if (place.act) await place.act(page);
    await settled(page);
    return await page.screenshot({ animations: "disabled", caret: "hide" });
  } finally {
    await context.close();
  }
}

/** Nothing is being fetched or worked at, the fonts are there, and the page is as tall as it was two frames ago. */
async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(async () => {
    await document.fonts.ready;
    const shape = () => `${document.body.innerText.length} ${[...document.querySelectorAll("main *")].length} ${document.querySelector("main")?.getBoundingClientRect().height}`;
    const before = shape();
    for (let frame = 0; frame < 6; frame += 1) await new Promise((next) => requestAnimationFrame(next));
    return shape() === before && !document.querySelector("[data-skeleton]");
  });
}

/** What is wrong with a picture, or nothing. */
async function judge(job, picture) {
  const { name } = job;
  const path = job.path ?? join(folder, `${name}.png`);
  if (update) {
    if (pictured(job)) await writeFile(path, smaller(picture));
    else cells[name] = fingerprint(picture);
    return null;
  }
  if (pictured(job)) {
    if (!existsSync(path)) return "has no kept picture; look at it and keep it with --update";
    const { pixels, picture: marked } = difference(await readFile(path), picture);
    if (pixels <= TOLERATED) return null;
    if (marked) await writeFile(join(out, `${name}.differs.png`), marked);
    await writeFile(join(out, `${name}.now.png`), picture);
    return `${pixels} pixels differ; see pictures/out/${name}.*.png`;
  }
  if (!cells[name]) return "has no kept fingerprint; look at it and keep it with --full --update";
  const apart = cellsApart(cells[name], fingerprint(picture));
  if (apart <= TOLERATED_CELLS) return null;
  await writeFile(join(out, `${name}.now.png`), picture);
  return `${apart} blocks of 8 × 8 pixels differ; see pictures/out/${name}.now.png`;
}

const started = Date.now();
let wrong = 0;
let done = 0;
const queue = [...jobs];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const picture = await take(job);
      if (done === 0 && !update) {
        // A check that cannot fail is none: the same picture with a block one pixel lower must not pass.
        if (difference(smaller(picture), shifted(picture)).pixels <= TOLERATED || cellsApart(fingerprint(picture), fingerprint(shifted(picture))) <= TOLERATED_CELLS) {
          wrong += 1;
          console.log("a block that moved by one pixel is not found");
        }
      }
      done += 1;
      const trouble = await judge(job, picture);
      if (trouble) {
        wrong += 1;
        console.log(`${job.name}: ${trouble}`);
      }
    }
  }),
);
if (update && full) await writeFile(cellsFile, gzipSync(JSON.stringify(cells), { level: 9 }));
await browser.close();
close();
console.log(`${jobs.length} pictures in ${Math.round((Date.now() - started) / 1000)} s, ${wrong === 0 ? "all as they were" : `${wrong} not as they were`}`);
process.exitCode = wrong === 0 ? 0 : 1;
