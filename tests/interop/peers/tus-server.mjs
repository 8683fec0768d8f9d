// The reference tus server. FOLDER is where it keeps files. Prints one line, {"address": …}; ends when standard input does.
import { createServer } from "node:http";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const tus = new Server({ path: "/v1/uploads", datastore: new FileStore({ directory: process.argv[2] }), respectForwardedHeaders: false });
const server = createServer((request, response) => void tus.handle(request, response));
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}` }) + "\n");
});
process.stdin.on("end", () => process.exit(0)).resume();
