import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./stamp.mjs";

/** The application shell: everything that the page loads before models and wasm, in bytes of gzip. */
const BUDGET = 400_000;
const SHELL = new Set([".html", ".js", ".css"]);

/**
 * Weighs the built site.
 * @returns {{ ok: boolean, output: string }}
 */
export function checkSize() {
  const folder = path.join(ROOT, "dist");
  const chunks = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => SHELL.has(path.extname(name)))
    .map((name) => ({ name, bytes: gzipSync(readFileSync(path.join(folder, name))).length }))
    .sort((a, b) => b.bytes - a.bytes);
  const total = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  const lines = chunks.map((chunk) => `  ${kilobytes(chunk.bytes)}  ${chunk.name}`);
  lines.push(`  ${kilobytes(total)}  in all, of ${kilobytes(BUDGET).trim()}`);
  return { ok: total <= BUDGET, output: lines.join("\n") };
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
}
