import { defineConfig } from "vite";
import { DEVELOPMENT_STYLE_NONCE } from "./scripts/headers.mjs";
import { serviceWorkerPlugin } from "./scripts/service-worker-plugin.mjs";
import { siteHeadersPlugin } from "./scripts/site-plugin.mjs";
import { verifiedFilesPlugin } from "./scripts/verified-plugin.mjs";

export default defineConfig(({ command, isPreview }) => ({
  // Relative addresses: the site works in any folder of any web server.
  base: "./",
  // Pages of their own; an unknown address is a 404, never the page under another name (a missing model must not be HTML).
  appType: "mpa",
  plugins: [siteHeadersPlugin(), verifiedFilesPlugin(), serviceWorkerPlugin()],
  // three's modules instead of its bundles: 6 kB of gzip less, since more of it can be left out; and window and session share its core.
  resolve: { alias: command === "build" ? THREE_MODULES : [] },
  ...(command === "serve" && isPreview !== true ? { html: { cspNonce: DEVELOPMENT_STYLE_NONCE } } : {}),
  build: {
    target: "es2023",
    // `light-dark()` of the colours is written out for browsers of before 2024.
    cssTarget: ["chrome111", "firefox114", "safari16.4"],
    // Model pictures and workers stay files: the content security policy allows no data: scripts.
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
    // One file with every library's licence instead of a header for each of their modules.
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      input: {
        index: "index.html",
        bench: "bench.html",
        calibrate: "calibrate.html",
        labs: "labs/index.html",
        sketch: "labs/sketch.html",
        sushi: "labs/sushi.html",
        attention: "labs/attention.html",
        "two-way": "labs/two-way.html",
      },
      checks: { pluginTimings: false },
      output: { comments: { legal: false } },
    },
  },
  worker: {
    format: "es",
    rolldownOptions: { checks: { pluginTimings: false }, output: { comments: { legal: false } } },
  },
  preview: { cors: false },
}));

const THREE_MODULES = [
  { find: /^three$/, replacement: "three/src/Three.js" },
  { find: /^three\/webgpu$/, replacement: "three/src/Three.WebGPU.js" },
  { find: /^three\/tsl$/, replacement: "three/src/Three.TSL.js" },
];
