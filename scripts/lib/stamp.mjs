import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Absolute path of the repository. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

const STAMPS = path.join(ROOT, ".cache");

/**
 * A fingerprint of files: path, size and time of change of each, so that a second run need not read them.
 * Paths that do not exist count as such.
 * @param {readonly string[]} paths Files and folders, relative to the repository.
 * @returns {string}
 */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const name of paths) addToFingerprint(hash, path.join(ROOT, name));
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} file
 */
function addToFingerprint(hash, file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    hash.update(`${file}\0absent\n`);
  } else if (stats.isDirectory()) {
    for (const name of readdirSync(file).sort()) addToFingerprint(hash, path.join(file, name));
  } else {
    hash.update(`${file}\0${stats.size}\0${stats.mtimeMs}\n`);
  }
}

/**
 * @param {string} name
 * @returns {string | undefined} What `writeStamp` left, or undefined.
 */
export function readStamp(name) {
  try {
    return readFileSync(path.join(STAMPS, `${name}.stamp`), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function writeStamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path.join(STAMPS, `${name}.stamp`), value);
}

/** @param {string} name */
export function removeStamp(name) {
  rmSync(path.join(STAMPS, `${name}.stamp`), { force: true });
}
