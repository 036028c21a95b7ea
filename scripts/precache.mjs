import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

/** What a page loads for people without a device alone (`?xr-emulate`): never taken ahead. */
const EMULATION = /^assets\/emulation-/;

/** Far more than the shell should ever have: what exceeds it was meant for another list. Bytes. */
const MOST_SHELL = 8_000_000;

/**
 * Which files of the build the service worker takes: what can be reached from the app's pages, by the names that occur in
 * their text, and the files that stand beside them. The benchmarks' page and its libraries, and the emulated headset, are not among them.
 * WebAssembly is named with its length and hash, for the verified store; the shell with its integrity.
 *
 * @param {() => string} folderOf The build, once it is known.
 * @returns {import("workbox-build").ManifestTransform}
 */
export function precacheTransform(folderOf) {
  return (entries) => {
    const folder = folderOf();
    const names = entries.map(({ url }) => url);
    const reachable = reach(folder, names);
    const manifest = entries
      .filter(({ url }) => reachable.has(url))
      .map(({ url, revision, size }) => {
        const content = readFileSync(path.join(folder, url));
        const digest = createHash("sha256").update(content);
        if (url.endsWith(".wasm"))
          return { url, revision: null, bytes: content.length, sha256: digest.digest("hex"), size };
        const integrity = `sha256-${digest.digest("base64")}`;
        return { url, revision: isNamedByContent(url) ? null : revision, integrity, size };
      });
    const shell = manifest.filter(({ url }) => !url.endsWith(".wasm")).reduce((sum, { size }) => sum + size, 0);
    if (shell > MOST_SHELL)
      throw new Error(`The service worker would take ${shell} bytes; ${MOST_SHELL} are the most.`);
    return { manifest, warnings: [] };
  };
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 */
function reach(folder, names) {
  const assets = names.filter((name) => isNamedByContent(name) && !EMULATION.test(name));
  // Beside the pages: pictures and icons, which pages ask for by addresses that they put together.
  const reached = new Set(names.filter((name) => !isNamedByContent(name) && name !== "bench.html"));
  const open = [...reached].filter((name) => /\.(html|css)$/.test(name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const text = readFileSync(path.join(folder, name), "utf8");
    for (const asset of assets) {
      if (reached.has(asset) || !text.includes(path.basename(asset))) continue;
      reached.add(asset);
      if (/\.(js|css)$/.test(asset)) open.push(asset);
    }
  }
  return reached;
}

/** @param {string} name */
function isNamedByContent(name) {
  return name.startsWith("assets/");
}
