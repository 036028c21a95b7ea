import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./stamp.mjs";

const FOLDER = path.join(ROOT, "node_modules/.cache/mealshift/llvmpipe");
const DRIVER = "libvulkan_lvp.so";
const SOURCE =
  "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm-backports main";

/**
 * Finds or fetches a Vulkan driver on the processor that knows half floats (shader-f16), which neither Chromium's nor that of
 * Debian 12 does: llvmpipe of Mesa 25, from Debian's backports. It is unpacked beside our packages; nothing of the system
 * changes. Its description's path is left in `MEALSHIFT_LLVMPIPE` for the tests; without it those of half floats are skipped.
 */
export function ensureLlvmpipe() {
  if (process.env["MEALSHIFT_LLVMPIPE"] !== undefined) return;
  const library = path.join(FOLDER, DRIVER);
  const problem = existsSync(library) ? undefined : fetchDriver();
  if (problem !== undefined) {
    console.error(
      `There is no llvmpipe of Mesa 25 (${problem}): the tests of half floats are skipped (test/unit/translator/webgpu/engine/f16.test.ts).`,
    );
    return;
  }
  // Written anew each time: its path is absolute, and this folder may have been moved.
  const description = path.join(FOLDER, "lvp_icd.json");
  const icd = { library_path: library, api_version: "1.4.305" };
  writeFileSync(description, JSON.stringify({ file_format_version: "1.0.0", ICD: icd }));
  process.env["MEALSHIFT_LLVMPIPE"] = description;
}

/** @returns {string | undefined} What is in the way. */
function fetchDriver() {
  if (!isDebian12()) return "it is fetched on Debian 12 alone; MEALSHIFT_LLVMPIPE may name another driver's ICD file";
  if (!run("apt-get", ["--version"]) || !run("dpkg-deb", ["--version"])) return "there is no apt";
  console.log("Fetching Mesa's Vulkan driver for the tests (apt-get download mesa-vulkan-drivers) …");
  const work = `${FOLDER}.${process.pid}`;
  try {
    return fetchInto(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} work A folder for everything that apt writes.
 * @returns {string | undefined} What is in the way.
 */
function fetchInto(work) {
  for (const folder of ["lists/partial", "cache/archives/partial", "parts", "driver"]) {
    mkdirSync(path.join(work, folder), { recursive: true });
  }
  writeFileSync(path.join(work, "sources.list"), `${SOURCE}\n`);
  const settings = [
    `Dir::State::lists=${path.join(work, "lists")}`,
    `Dir::Cache=${path.join(work, "cache")}`,
    `Dir::Etc::sourcelist=${path.join(work, "sources.list")}`,
    `Dir::Etc::sourceparts=${path.join(work, "parts")}`,
    // The user that apt downloads as may not write here.
    "APT::Sandbox::User=root",
    "Acquire::Languages=none",
    "Acquire::Retries=1",
    "Acquire::http::Timeout=20",
  ].flatMap((setting) => ["-o", setting]);
  const isUpdated = run("apt-get", ["-qq", ...settings, "update"], work);
  const download = ["-qq", ...settings, "download", "mesa-vulkan-drivers/bookworm-backports"];
  if (!isUpdated || !run("apt-get", download, work)) return "Debian's backports could not be reached";
  const archive = readdirSync(work).find((name) => name.endsWith(".deb"));
  if (archive === undefined || !run("dpkg-deb", ["-x", archive, "unpacked"], work)) return "it could not be unpacked";
  const libraries = path.join(work, "unpacked/usr/lib");
  const found = readdirSync(libraries, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(DRIVER));
  if (found === undefined) return `Mesa's package has no ${DRIVER}`;
  renameSync(path.join(libraries, found), path.join(work, "driver", DRIVER));
  const missing = missingLibraries(path.join(work, "driver", DRIVER));
  if (missing.length > 0) return `it needs ${missing.join(", ")}`;
  rmSync(FOLDER, { recursive: true, force: true });
  renameSync(path.join(work, "driver"), FOLDER);
  return undefined;
}

function isDebian12() {
  const release = "/etc/os-release";
  const text = existsSync(release) ? readFileSync(release, "utf8") : "";
  return /^ID=debian$/m.test(text) && /^VERSION_ID="12"$/m.test(text);
}

/**
 * What the driver is linked with and the system lacks: LLVM, where no other driver of Mesa is installed.
 * @param {string} library
 * @returns {string[]}
 */
function missingLibraries(library) {
  const { stdout } = spawnSync("ldd", [library], { encoding: "utf8" });
  return [...(stdout ?? "").matchAll(/(\S+) => not found/g)].map(([, name = ""]) => name);
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} [cwd]
 */
function run(command, parameters, cwd) {
  const { error, status } = spawnSync(command, parameters, { stdio: "ignore", ...(cwd === undefined ? {} : { cwd }) });
  return error === undefined && status === 0;
}
