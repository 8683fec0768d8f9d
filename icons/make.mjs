/**
 * Draws the application's icons from the two drawings beside it: `node icons/make.mjs` (needs `ui/node_modules` and
 * Chromium). PNG for Linux and the stores, `.ico` for Windows, `.icns` for macOS; the window shows the same door (`ui/src/app/BrandMark.tsx`).
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { chromium } = createRequire(here("../ui/package.json"))("playwright-core");

/** From here on the large drawing's details can be seen. */
const DETAIL = 64;
const sizes = [16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024];
const drawings = { large: await readFile(here("motcua.svg"), "utf8"), small: await readFile(here("motcua-small.svg"), "utf8") };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"] });
const pictures = new Map();
/** Rows of RGBA, for the small pictures of an `.ico`. */
const pixels = new Map();
for (const size of sizes) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = drawings[size < DETAIL ? "small" : "large"].replace("<svg ", `<svg width="${size}" height="${size}" `);
  await page.setContent(`<style>html,body{margin:0;background:none}svg{display:block}</style>${svg}`);
  pictures.set(size, await page.screenshot({ omitBackground: true }));
  if (size < 256) {
    const rgba = await page.evaluate(async ({ base64, size }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = size;
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return [...context.getImageData(0, 0, size, size).data];
    }, { base64: pictures.get(size).toString("base64"), size });
    pixels.set(size, rgba);
  }
  await page.close();
}
await browser.close();

for (const size of [32, 64, 128, 256, 512]) await writeFile(here(`${size}x${size}.png`), pictures.get(size));
await writeFile(here("128x128@2x.png"), pictures.get(256));
await writeFile(here("icon.png"), pictures.get(512));

/** A picture as a Windows bitmap without its file head: rows from the bottom, BGRA, and an empty mask. */
function bitmap(size) {
  const rgba = pixels.get(size);
  const maskRow = Math.ceil(size / 32) * 4;
  const bytes = Buffer.alloc(40 + size * size * 4 + maskRow * size);
  bytes.writeUInt32LE(40, 0);
  bytes.writeInt32LE(size, 4);
  bytes.writeInt32LE(size * 2, 8);
  bytes.writeUInt16LE(1, 12);
  bytes.writeUInt16LE(32, 14);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = (y * size + x) * 4;
      const to = 40 + ((size - 1 - y) * size + x) * 4;
      bytes.set([rgba[from + 2], rgba[from + 1], rgba[from], rgba[from + 3]], to);
    }
  }
  return bytes;
}

/** Windows: a directory of pictures, 16 bytes an entry; 0 stands for 256. Only the large one may be a PNG. */
function ico(wanted) {
  const content = new Map(wanted.map((size) => [size, size < 256 ? bitmap(size) : pictures.get(size)]));
  const head = Buffer.alloc(6 + 16 * wanted.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(wanted.length, 4);
  let offset = head.length;
  wanted.forEach((size, at) => {
    const bytes = content.get(size);
    const entry = 6 + 16 * at;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(bytes.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...content.values()]);
}

/** macOS: chunks of a name, a length that counts both, and the picture. */
function icns(wanted) {
  const chunks = wanted.map(([name, size]) => {
    const head = Buffer.from(`${name}\0\0\0\0`, "latin1");
    head.writeUInt32BE(8 + pictures.get(size).length, 4);
    return Buffer.concat([head, pictures.get(size)]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.from("icns\0\0\0\0", "latin1");
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}

await writeFile(here("icon.ico"), ico([16, 20, 24, 32, 40, 48, 64, 96, 256]));
await writeFile(here("icon.icns"), icns([["icp4", 16], ["icp5", 32], ["icp6", 64], ["ic07", 128], ["ic08", 256], ["ic09", 512], ["ic10", 1024], ["ic11", 32], ["ic12", 64], ["ic13", 256], ["ic14", 512]]));
