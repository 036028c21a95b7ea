import { installPackage } from "./apt.mjs";
import { CHROMIUM_ADVICE, findChromium } from "./chromium.mjs";

/**
 * Finds a Chromium, or installs the system's own where that needs no question.
 * @returns {string | undefined} Path of the program; undefined (and advice on the terminal) when there is none.
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const installed = installPackage("chromium", "Chromium") === true ? findChromium() : undefined;
  if (installed === undefined) console.error(CHROMIUM_ADVICE);
  return installed;
}
