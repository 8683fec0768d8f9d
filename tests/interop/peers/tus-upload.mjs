// tus-js-client, as a program that knows nothing of Một Cửa would use it.
// ENDPOINT FILE STORAGE [--chunk BYTES] [--die-at BYTES] [--terminate] [--retries TIMES]; the access token comes by MOTCUA_TOKEN.
// Prints one line: {"from": offset it began at, "sent": bytes, "url": …}.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { FileUrlStorage, Upload } from "tus-js-client";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { chunk: { type: "string" }, "die-at": { type: "string" }, terminate: { type: "boolean" }, retries: { type: "string" } },
});
const [endpoint, file, storage] = positionals;
const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
let from;
let terminated;

function done(upload, sent) {
  // at once and as it stands, as a process that is killed would
  writeSync(1, JSON.stringify({ from, sent: sent - from, url: upload.url }) + "\n");
  process.exit(0);
}

const upload = new Upload(createReadStream(file), {
  endpoint,
  ...(values.chunk ? { chunkSize: Number(values.chunk) } : {}),
  uploadSize: statSync(file).size,
  headers: { Authorization: `Bearer ${process.env.MOTCUA_TOKEN}` },
  metadata: { sha256, filename: "đề án thăm dò.pdf" },
  retryDelays: values.retries ? Array(Number(values.retries)).fill(50) : null,
  urlStorage: new FileUrlStorage(storage),
  fingerprint: async () => sha256,
  onProgress: (sent) => {
    from ??= sent;
    if (values["die-at"] && sent >= Number(values["die-at"])) {
      if (!values.terminate) done(upload, sent);
      else terminated ??= upload.abort(true).then(() => done(upload, sent));
    }
  },
  onError: (error) => {
    process.stderr.write(`${error}\n`);
    process.exit(1);
  },
  onSuccess: () => done(upload, statSync(file).size),
});
const [before] = await upload.findPreviousUploads();
if (before) upload.resumeFromPreviousUpload(before);
upload.start();
