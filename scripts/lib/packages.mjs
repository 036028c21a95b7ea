import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./stamp.mjs";

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/** Ends the program with a plain sentence when this Node is too old to go on. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Mealshift needs Node 20.19 or newer; this is ${process.versions.node}. Get one at https://nodejs.org.`,
  );
  process.exit(1);
}

/**
 * Installs the packages of package-lock.json unless they are there already. npm leaves a copy of the lock in
 * node_modules when an installation is complete; the two are compared package by package.
 */
export function ensurePackages() {
  if (packagesMatchLock()) return;
  console.log("Installing packages; the first time takes a minute or two …");
  const started = performance.now();
  const [command, ...prefix] = npmCommand();
  // Not `npm ci`: it refuses a lock file that lacks the native binding of some other platform, which happens where a
  // registry does not carry all of them. This keeps to the locked versions, adds the binding of this platform if it must,
  // and leaves the lock file as it is.
  const result = spawnSync(
    command,
    [...prefix, "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      shell: prefix.length === 0 && process.platform === "win32",
    },
  );
  if (result.error !== undefined || result.status !== 0) {
    console.error(
      `npm install failed${result.error === undefined ? "" : `: ${result.error.message}`}. Is the network there?`,
    );
    process.exit(1);
  }
  console.log(`Packages installed in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
}

/** @returns {boolean} */
function packagesMatchLock() {
  const lock = readLock("package-lock.json");
  const installed = readLock("node_modules/.package-lock.json");
  if (lock === undefined || installed === undefined) return false;
  return Object.entries(lock.packages).every(([location, wanted]) => {
    // The repository and its workspaces; and packages for other systems, which npm leaves out.
    if (!location.includes("node_modules/") || wanted.link === true || wanted.optional === true) return true;
    return installed.packages[location]?.version === wanted.version;
  });
}

/**
 * @param {string} name
 * @returns {Lock | undefined}
 */
function readLock(name) {
  try {
    return JSON.parse(readFileSync(path.join(ROOT, name), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The npm that runs this script, if one does, else the one on the path.
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const script = process.env["npm_execpath"];
  return script !== undefined && script.endsWith(".js") && script.includes("npm")
    ? [process.execPath, script]
    : ["npm"];
}
