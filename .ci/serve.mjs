// Serves the built site: `node .ci/serve.mjs [--root dist] [--base /] [--port 8080]`.
// A plain file server, because dist/ is a plain static site; the browser tests serve it under a sub-path.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    root: { type: "string", default: "dist" },
    base: { type: "string", default: "/" },
    port: { type: "string", default: "8080" },
  },
});
const root = resolve(values.root);
const base = values.base.endsWith("/") ? values.base : `${values.base}/`;
const port = Number(values.port);

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** The file a request path means, or null when it leaves the root or the base. */
function fileOf(url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(base)) return null;
  const file = normalize(join(root, path.slice(base.length) || "index.html"));
  return file.startsWith(root + sep) ? file : null;
}

const server = createServer(async (request, response) => {
  const file = fileOf(request.url ?? "/");
  const found = file && (await stat(file).catch(() => null));
  if (!found?.isFile() || !["GET", "HEAD"].includes(request.method ?? "")) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
    response.end("Not found\n");
    return;
  }
  const etag = `"${found.size.toString(16)}-${Math.floor(found.mtimeMs).toString(16)}"`;
  const headers = {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    etag,
  };
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, { ...headers, "content-length": found.size });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
});

server.on("error", (error) => {
  const reason = error.code === "EADDRINUSE" ? `port ${port} is in use; choose another: make run PORT=${port + 1}` : error.message;
  console.error(`error: ${reason}`);
  process.exit(1);
});
server.listen(port, "127.0.0.1", () => console.log(`Cadastre is at http://127.0.0.1:${port}${base} (Ctrl+C stops it)`));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
