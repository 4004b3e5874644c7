// Counts what the first page load fetches, in brotli, against the limit: `node .ci/sizes.mjs [dist]`.
// The list is found by following index.html, the modules, the style sheets and the file names in the WebAssembly; the
// browser suite checks that a real page load fetches nothing that is not on it.
import { readFile, readdir } from "node:fs/promises";
import { join, posix, relative, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** What the first page load is to fetch at the most, in bytes of brotli at quality 11. */
export const LIMIT = 800_000;

/** Faces that the browser fetches only when a text needs them: those whose unicode-range leaves out the plain letters. */
const rareFaces = /@font-face\s*\{[^}]*unicode-range:\s*U\+(?!0000-)[^}]*\}/g;

/** The references of a file, as they stand in it: attributes, imports, style sheet URLs, names in WebAssembly data. */
function references(path, text, files) {
  const all = (pattern) => [...text.matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined));
  if (path.endsWith(".html")) return all(/<(?:link|script|img)\b[^>]*?\b(?:href|src)="?([^"\s>]+)"?/g);
  if (path.endsWith(".css")) text = text.replace(rareFaces, "");
  if (path.endsWith(".css")) return all(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)/g).concat(all(/@import\s+["']([^"']+)["']/g));
  if (path.endsWith(".js")) return all(/\b(?:import|export)\b[^;"'`]*?from\s*["']([^"']+)["']/g).concat(all(/\bimport\s*["']([^"']+)["']/g));
  if (path.endsWith(".wasm")) return files.filter((file) => file !== "index.html" && text.includes(file));
  return [];
}

/**
 * Every file the first page load fetches from `dist`, with its sizes in bytes.
 * @param {string} dist the folder of the built site
 * @returns {Promise<{path: string, bytes: number, brotli: number}[]>} largest first
 */
export async function firstLoad(dist) {
  const files = (await readdir(dist, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"));
  const waiting = ["index.html"];
  const found = new Map();
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (found.has(path)) continue;
    const content = await readFile(join(dist, path));
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }).length;
    found.set(path, { path, bytes: content.length, brotli });
    for (const reference of references(path, content.toString("latin1"), files)) {
      if (!reference || /^(?:data:|blob:|#|[a-z]+:)/i.test(reference)) continue;
      waiting.push(posix.join(posix.dirname(path), reference.replace(/[?#].*$/, "")));
    }
  }
  return [...found.values()].sort((a, b) => b.brotli - a.brotli);
}

async function main() {
  const files = await firstLoad(resolve(argv[2] ?? "dist"));
  const total = files.reduce((sum, file) => sum + file.brotli, 0);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(12);
  console.log(`${"plain".padStart(12)}${"brotli".padStart(12)}  first page load`);
  for (const file of files) console.log(`${kilobytes(file.bytes)}${kilobytes(file.brotli)}  ${file.path}`);
  console.log(`${kilobytes(files.reduce((sum, file) => sum + file.bytes, 0))}${kilobytes(total)}  total; more than ${LIMIT / 1000} kB fails`);
  if (total > LIMIT) {
    console.error(`error: the first page load fetches ${total} bytes of brotli, more than ${LIMIT}`);
    process.exit(1);
  }
}

if (resolve(argv[1] ?? "") === fileURLToPath(import.meta.url)) await main();
