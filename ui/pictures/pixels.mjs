import { deflateSync } from "node:zlib";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** Colour distance (0 to 1) from which a pixel counts as another; above what the smaller palette of a kept picture costs. */
const THRESHOLD = 0.1;
/** Pixels that may differ: corners drawn otherwise by another version of the engine, not a block that moved by one pixel. */
export const TOLERATED = 60;

/** How many pixels differ, without those that only smooth an edge, and a picture that shows them. */
export function difference(before, after) {
  const a = PNG.sync.read(before);
  const b = PNG.sync.read(after);
  if (a.width !== b.width || a.height !== b.height) return { pixels: Infinity, picture: null };
  const out = new PNG({ width: a.width, height: a.height });
  const pixels = pixelmatch(a.data, b.data, out.data, a.width, a.height, { threshold: THRESHOLD, includeAA: false });
  return { pixels, picture: pixels > TOLERATED ? PNG.sync.write(out) : null };
}

/** How far a kept colour may be from the true one; what [`THRESHOLD`] lets pass is 26 and more. */
const NEAR = [8, 12, 16, 20];

/** The same picture in at most 255 colours, a third as large: the frequent ones, which also stand for those near them. */
export function smaller(bytes) {
  const { width, height, data } = PNG.sync.read(bytes);
  const counts = new Map();
  const key = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  for (let at = 0; at < data.length; at += 4) counts.set(key(at), (counts.get(key(at)) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const distance = (one, colour) => ((one >> 16) - (colour >> 16)) ** 2 + (((one >> 8) & 255) - ((colour >> 8) & 255)) ** 2 + ((one & 255) - (colour & 255)) ** 2;
  let palette = [];
  const index = new Map();
  for (const near of NEAR) {
    palette = [];
    index.clear();
    for (const colour of frequent) {
      let at = palette.findIndex((one) => distance(one, colour) <= near * near);
      if (at < 0) at = palette.push(colour) - 1;
      index.set(colour, at);
      if (palette.length > 255) break;
    }
    if (palette.length <= 255) break;
  }
  if (palette.length > 255) throw new Error("too many colours to keep as a picture of a window");
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = key((y * width + x) * 4);
      rows[y * (width + 1) + 1 + x] = index.get(colour);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("PLTE", colours), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

const table = Int32Array.from({ length: 256 }, (_, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function chunk(name, content) {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name, "latin1"), content, Buffer.alloc(4)]);
  bytes.writeUInt32BE(content.length, 0);
  let crc = -1;
  for (let at = 4; at < bytes.length - 4; at += 1) crc = table[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  bytes.writeUInt32BE(~crc >>> 0, bytes.length - 4);
  return bytes;
}

/** Side of a cell of the fingerprint. */
const CELL = 8;

/** Steps of light that a fingerprint tells apart, each a letter from this one on: text packs well, bytes in base64 do not. */
const STEP = 4;
const FIRST = 32;

/** Mean light of each cell of 8 × 8 pixels, a letter each: what is kept of the looks whose pictures are not. */
export function fingerprint(bytes) {
  const { width, height, data } = PNG.sync.read(bytes);
  const columns = Math.floor(width / CELL);
  const cells = [];
  for (let at = 0; at < columns * Math.floor(height / CELL); at += 1) {
    let sum = 0;
    for (let y = 0; y < CELL; y += 1) {
      let from = ((Math.floor(at / columns) * CELL + y) * width + (at % columns) * CELL) * 4;
      for (let x = 0; x < CELL; x += 1, from += 4) sum += data[from] * 0.299 + data[from + 1] * 0.587 + data[from + 2] * 0.114;
    }
    cells.push(FIRST + Math.round(sum / CELL / CELL / STEP));
  }
  return String.fromCharCode(...cells);
}

/** Cells that differ by more than smoothing does. */
export function cellsApart(before, after) {
  if (before.length !== after.length) return Infinity;
  let apart = 0;
  for (let at = 0; at < before.length; at += 1) if (Math.abs(before.charCodeAt(at) - after.charCodeAt(at)) > 1) apart += 1;
  return apart;
}

/** As [`TOLERATED`], in cells. */
export const TOLERATED_CELLS = 6;

/** The picture with everything in one block one pixel lower, as by a margin that changed: what must be found. */
export function shifted(bytes) {
  const png = PNG.sync.read(bytes);
  const from = { x: Math.floor(png.width * 0.25), y: Math.floor(png.height * 0.3) };
  const to = { x: Math.floor(png.width * 0.7), y: Math.floor(png.height * 0.6) };
  for (let y = to.y; y > from.y; y -= 1) png.data.copyWithin((y * png.width + from.x) * 4, ((y - 1) * png.width + from.x) * 4, ((y - 1) * png.width + to.x) * 4);
  return PNG.sync.write(png);
}
