import path from "node:path";
import { VitePWA } from "vite-plugin-pwa";
import { precacheTransform } from "./precache.mjs";

/**
 * Builds the service worker, with the list of what it takes. The web manifest lies in public/.
 * @returns {import("vite").PluginOption}
 */
export function serviceWorkerPlugin() {
  let folder = "";
  return [
    {
      name: "mealshift-output-folder",
      apply: "build",
      configResolved({ root, build }) {
        folder = path.resolve(root, build.outDir);
      },
    },
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/service-worker",
      filename: "sw.ts",
      manifest: false,
      // The page registers it itself, once the lens is ready.
      injectRegister: false,
      injectManifest: {
        injectionPoint: "self.APP_FILES",
        // One script that runs as it is: workers that are modules are newer than the browsers that we serve.
        rollupFormat: "iife",
        globPatterns: ["**/*.{html,css,js,wasm,webmanifest}", "icons/*", "demo/*", "models/*/tiles/*"],
        globIgnores: ["sw.js"],
        // WebAssembly is in the list too, for the verified store.
        maximumFileSizeToCacheInBytes: 64_000_000,
        manifestTransforms: [precacheTransform(() => folder)],
        sourcemap: true,
      },
      integration: {
        configureCustomSWViteBuild(config) {
          config.logLevel = "warn";
        },
      },
    }),
  ];
}
