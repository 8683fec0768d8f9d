// MiniSearch as one would set it up in an afternoon: folded words, beginnings and slips, all words or else any, the
// title before the rest. Reads one JSON a line from stdin and answers each with one: {"documents": […]} builds,
// {"text", "sector"} searches. Times are taken here, without the pipe.
import { createInterface } from "node:readline";
import MiniSearch from "minisearch";

const fold = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
const fields = ["code", "name", "sector", "agency", "details"];
const options = { prefix: true, fuzzy: 0.2, boost: { code: 5, name: 10, sector: 3, agency: 2 } };
let index;

function search(text, sector) {
  const narrowed = { ...options, ...(sector ? { filter: (row) => row.sectorId === sector } : {}) };
  const all = index.search(text, { ...narrowed, combineWith: "AND" });
  return (all.length > 0 ? all : index.search(text, { ...narrowed, combineWith: "OR" })).slice(0, 20);
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const start = process.hrtime.bigint();
  if (asked.documents) {
    index = new MiniSearch({ idField: "code", fields, storeFields: ["sectorId"], processTerm: fold });
    index.addAll(asked.documents);
    const nanoseconds = Number(process.hrtime.bigint() - start);
    process.stdout.write(`${JSON.stringify({ nanoseconds, bytes: JSON.stringify(index).length })}\n`);
  } else {
    const rows = search(asked.text, asked.sector);
    const nanoseconds = Number(process.hrtime.bigint() - start);
    process.stdout.write(`${JSON.stringify({ nanoseconds, codes: rows.map((row) => row.id) })}\n`);
  }
}
