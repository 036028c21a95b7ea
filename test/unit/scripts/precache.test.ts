import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { precacheTransform } from "../../../scripts/precache.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "precache-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A build: names and texts. */
const files: Readonly<Record<string, string>> = {
  "index.html": '<script src="./assets/index-1.js"></script>',
  "bench.html": '<script src="./assets/bench-1.js"></script>',
  "labs/sketch.html": '<script src="../assets/sketch-1.js"></script>',
  "icons/icon.svg": "<svg/>",
  "assets/index-1.js": 'import "./shared-1.js"; new Worker("worker-1.js"); import("./emulation-1.js")',
  // For those who ask for it by the page's address.
  "assets/emulation-1.js": 'import("./path-1.js")',
  "assets/path-1.js": "",
  "assets/shared-1.js": "",
  "assets/worker-1.js": 'fetch("engine-1.wasm")',
  "assets/engine-1.wasm": "wasm",
  "assets/sketch-1.js": "",
  "assets/bench-1.js": 'import "./shared-1.js"; fetch("ort-1.wasm")',
  "assets/ort-1.wasm": "x".repeat(100),
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}
const entries = Object.entries(files).map(([url, text]) => ({ url, revision: `r${text.length}`, size: text.length }));

it("takes what can be reached from the app's pages, each with its hash", async () => {
  const { manifest } = await precacheTransform(() => folder)(entries);
  expect(manifest.map(({ url }) => url).toSorted()).toEqual([
    "assets/engine-1.wasm",
    "assets/index-1.js",
    "assets/shared-1.js",
    "assets/sketch-1.js",
    "assets/worker-1.js",
    "icons/icon.svg",
    "index.html",
    "labs/sketch.html",
  ]);
  const digest = (text: string) => createHash("sha256").update(text);
  const page = files["index.html"] ?? "";
  expect(manifest.find(({ url }) => url === "index.html")).toEqual({
    url: "index.html",
    revision: `r${page.length}`,
    integrity: `sha256-${digest(page).digest("base64")}`,
    size: page.length,
  });
  const wasm = files["assets/engine-1.wasm"] ?? "";
  expect(manifest.find(({ url }) => url.endsWith(".wasm"))).toEqual({
    url: "assets/engine-1.wasm",
    revision: null,
    sha256: digest(wasm).digest("hex"),
    bytes: wasm.length,
    size: wasm.length,
  });
  // The name of an asset changes with its content.
  expect(manifest.find(({ url }) => url === "assets/index-1.js")?.revision).toBeNull();
});

it("fails the build when the shell has grown beyond all measure", async () => {
  const grown = entries.map((entry) => ({ ...entry, size: 9_000_000 }));
  await expect(async () => precacheTransform(() => folder)(grown)).rejects.toThrow(/would take \d+ bytes/);
});
