import { spawnSync } from "node:child_process";
import { CHROMIUM_ADVICE, findChromium } from "./chromium.mjs";

/**
 * Finds a Chromium, or installs the system's own where that needs no question (Debian and Ubuntu, as root or with
 * sudo that asks for no password).
 * @returns {string | undefined} Path of the program; undefined (and advice on the terminal) when there is none.
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const prefix = aptPrefix();
  if (prefix !== undefined) {
    console.log("Installing Chromium from the system's packages (apt-get install chromium) …");
    const apt = [...prefix, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"];
    if (run([...apt, "update"]) && run([...apt, "install", "-y", "--no-install-recommends", "chromium"])) {
      const installed = findChromium();
      if (installed !== undefined) return installed;
    }
    console.error("The system's packages gave no Chromium.");
  }
  console.error(CHROMIUM_ADVICE);
  return undefined;
}

/** @returns {string[] | undefined} What to put before apt-get; undefined where it may not be used. */
function aptPrefix() {
  if (process.platform !== "linux" || !run(["apt-get", "--version"], "ignore")) return undefined;
  if (process.getuid?.() === 0) return [];
  return run(["sudo", "-n", "true"], "ignore") ? ["sudo", "-n"] : undefined;
}

/**
 * @param {readonly string[]} line
 * @param {"ignore" | "inherit"} [output]
 */
function run([command = "", ...parameters], output = "inherit") {
  const result = spawnSync(command, parameters, {
    stdio: ["ignore", output, output],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return result.error === undefined && result.status === 0;
}
