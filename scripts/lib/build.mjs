import { existsSync } from "node:fs";
import path from "node:path";
import { fingerprint, readStamp, removeStamp, ROOT, writeStamp } from "./stamp.mjs";

/** What the site is made of. */
const SOURCES = [
  "src",
  "shaders",
  "public",
  "index.html",
  "bench.html",
  "test/bench",
  "training/src/export",
  "vite.config.ts",
  "scripts/headers.mjs",
  "scripts/precache.mjs",
  "scripts/service-worker-plugin.mjs",
  "scripts/site-plugin.mjs",
  "scripts/verified-plugin.mjs",
  "package-lock.json",
];

/** @returns {boolean} True when `dist/` was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(path.join(ROOT, "dist/index.html")) && readStamp("build") === fingerprint(SOURCES);
}

/** Builds the site into `dist/`. */
export async function build() {
  const { build: viteBuild } = await import("vite");
  // Taken before the build: a file changed meanwhile makes the next run build again.
  const sources = fingerprint(SOURCES);
  removeStamp("build");
  await asProduction(() => viteBuild({ root: ROOT, configFile: path.join(ROOT, "vite.config.ts"), logLevel: "warn" }));
  writeStamp("build", sources);
}

/**
 * Builds what people get, whatever runs the build: a test runner's mode would go into the pages.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function asProduction(work) {
  const mode = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    return await work();
  } finally {
    if (mode === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = mode;
  }
}
