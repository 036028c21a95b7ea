import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "msedge",
];

const APPLICATIONS =
  process.platform === "darwin"
    ? ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
    : process.platform === "win32"
      ? [process.env["PROGRAMFILES"], process.env["PROGRAMFILES(X86)"], process.env["LOCALAPPDATA"]]
          .filter((folder) => folder !== undefined)
          .flatMap((folder) => [
            path.join(folder, "Google/Chrome/Application/chrome.exe"),
            path.join(folder, "Chromium/Application/chrome.exe"),
            path.join(folder, "Microsoft/Edge/Application/msedge.exe"),
          ])
      : [];

/**
 * Finds a Chromium, Chrome or Edge on this machine. The environment variable `CHROME_PATH` comes first.
 * @returns {string | undefined} Path of the program.
 */
export function findChromium() {
  const asked = process.env["CHROME_PATH"];
  if (asked !== undefined && asked !== "") {
    if (!existsSync(asked)) throw new Error(`CHROME_PATH is "${asked}", which does not exist.`);
    return asked;
  }
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...APPLICATIONS];
  return candidates.find(isProgram);
}

/** What to tell someone who has none. */
export const CHROMIUM_ADVICE =
  "No Chromium, Chrome or Edge was found. Install one (Debian and Ubuntu: sudo apt-get install chromium; " +
  "macOS: brew install --cask chromium; Windows: winget install Google.Chrome), or set CHROME_PATH to the program.";

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
