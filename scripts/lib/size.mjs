import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./stamp.mjs";

/** Pages beside the application, and what begins in them: `bench.html` and its worker's threads, the labs and their workers, the camera's measurement. */
const OTHER_PAGES =
  /(^|\/)(bench|measure|fallback-thread|ort-thread|labs|calibrat|runner\.worker|edges\.worker)[^/]*$|^labs\//;

/** Workers of photographs and videos: fetched when somebody takes one. */
const ON_DEMAND_WORKERS = /(^|\/)(film|photo|recorder)-worker[^/]*$/;

/** Bytes of gzip that the application shell may have. */
const BUDGET = 400_000;

/**
 * Weighs the built site: the application shell (the page, its styles, its scripts and its workers, with all that
 * they import at once) against its budget, and what is fetched only where it is chosen: the translators on the GPU, and
 * the loader that belongs to MediaPipe's wasm.
 * @returns {{ ok: boolean, output: string }}
 */
export function checkSize() {
  const folder = path.join(ROOT, "dist");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(html|js|css)$/.test(name),
  );
  /** @type {Map<string, Buffer>} */
  const files = new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));

  const shell = new Set();
  const found = names.filter(
    (name) =>
      !OTHER_PAGES.test(name) &&
      !ON_DEMAND_WORKERS.test(name) &&
      (/\.(html|css)$/.test(name) || /(worker[^/]*|^sw)\.js$/.test(name)),
  );
  for (let name = found.pop(); name !== undefined; name = found.pop()) {
    const file = files.get(name);
    if (file === undefined || shell.has(name)) continue;
    shell.add(name);
    found.push(...staticImports(name, file.toString()));
  }

  const chunks = [...files].map(([name, file]) => ({ name, bytes: gzipSync(file).length }));
  chunks.sort((a, b) => b.bytes - a.bytes);
  const inShell = chunks.filter(({ name }) => shell.has(name));
  const onDemand = chunks.filter(({ name }) => !shell.has(name));
  const total = sum(inShell);
  const output = [
    ...table("application shell, gzip", inShell),
    `  ${kilobytes(total)}  of ${BUDGET / 1000} kB`,
    ...table("on demand, gzip", onDemand),
  ];
  return { ok: total <= BUDGET, output: output.join("\n") };
}

/**
 * Names, relative to dist/, of what a file loads at once.
 * @param {string} name
 * @param {string} text
 * @returns {string[]}
 */
function staticImports(name, text) {
  const pattern = name.endsWith(".html")
    ? /<script[^>]+src="\.\/([^"]+)"|<link rel="modulepreload"[^>]+href="\.\/([^"]+)"/g
    : /\b(?:from|import)\s*["']\.\/([^"']+)["']/g;
  return [...text.matchAll(pattern)]
    .map((match) => match[1] ?? match[2] ?? "")
    .map((target) => path.join(path.dirname(name), target));
}

/** @param {readonly { bytes: number }[]} chunks */
function sum(chunks) {
  return chunks.reduce((total, chunk) => total + chunk.bytes, 0);
}

/**
 * @param {string} title
 * @param {readonly { name: string, bytes: number }[]} chunks
 */
function table(title, chunks) {
  return [`  ${title}:`, ...chunks.map(({ name, bytes }) => `  ${kilobytes(bytes)}  ${name}`)];
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
}
