import path from "node:path";
import { createServer, preview, type InlineConfig } from "vite";
import { build, isBuilt } from "../../scripts/lib/build.mjs";
import { ROOT } from "../../scripts/lib/stamp.mjs";

/** `app`: the built site, as people get it. `pages`: single pages of test/browser/pages, from the sources. */
export type Served = "app" | "pages";

export interface TestServer {
  /** `http://localhost:PORT`. */
  readonly origin: string;
  close(): Promise<void>;
}

export async function startServer(served: Served): Promise<TestServer> {
  return served === "app" ? serveApp() : servePages();
}

async function serveApp(): Promise<TestServer> {
  if (!isBuilt()) await build();
  const server = await preview({ ...COMMON, preview: { host: "localhost", port: 0, open: false } });
  return { origin: originOf(server.httpServer.address()), close: () => server.close() };
}

async function servePages(): Promise<TestServer> {
  const server = await createServer({
    ...COMMON,
    // Apart from the development server's cache, which may be in use, and from the one of a test file beside this.
    cacheDir: path.join(ROOT, `node_modules/.vite-test-${process.env["VITEST_POOL_ID"] ?? 1}`),
    server: { host: "localhost", port: 0, open: false, watch: null },
    optimizeDeps: {
      entries: ["index.html", "test/browser/pages/*.html"],
      // Workers are not crawled; a dependency found late would reload the page in the middle of a test.
      include: DEPENDENCIES,
    },
  });
  await server.listen();
  return { origin: originOf(server.httpServer?.address() ?? null), close: () => server.close() };
}

const DEPENDENCIES = [
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-backend-cpu",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js",
  "@tensorflow/tfjs-backend-webgl",
  "@mediapipe/tasks-vision",
  "@preact/signals",
  "comlink",
  "idb-keyval",
  "preact",
  "preact/jsx-runtime",
  "preact/jsx-dev-runtime",
  "preact/hooks",
  "three",
  "three/webgpu",
  "three/tsl",
  "valibot",
];

const COMMON = {
  root: ROOT,
  configFile: path.join(ROOT, "vite.config.ts"),
  logLevel: "error",
} satisfies InlineConfig;

function originOf(address: string | { port: number } | null): string {
  if (address === null || typeof address === "string") throw new Error("The test server has no TCP port.");
  return `http://localhost:${address.port}`;
}
