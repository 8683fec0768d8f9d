import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = process.env.FAKE_DIST ? `${process.env.FAKE_DIST.replace(/\/$/, "")}/` : fileURLToPath(new URL("../dist-fake/", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** Serves the page with the invented desk under the window's own content policy, so that what it forbids is met here. */
export const POLICY = "default-src 'self'; img-src 'self' blob: motcua:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export async function serve() {
  const server = createServer(async (request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    try {
      const bytes = await readFile(join(root, path === "/" ? "fake.html" : path));
      response.writeHead(200, { "content-type": types[extname(path)] ?? "text/html", "content-security-policy": POLICY });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/fake.html`, close: () => server.close() };
}
