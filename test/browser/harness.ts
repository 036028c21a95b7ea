import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium, type Browser, type BrowserContext, type ConsoleMessage, type Page } from "playwright-core";
import { expect } from "vitest";
import { CHROMIUM_ADVICE, findChromium } from "../../scripts/lib/chromium.mjs";
import { ROOT } from "../../scripts/lib/stamp.mjs";
import { startServer, type Served } from "./server";

/**
 * `default`: headless Chromium without flags: WebGL2 on the CPU, no WebGPU adapter, what most test machines and
 * many kiosks see. `webgpu-swiftshader`: WebGPU on the software adapter, which computes right and never presents.
 */
export type Profile = "default" | "webgpu-swiftshader";

export interface HarnessOptions {
  readonly serve: Served;
  readonly profile?: Profile;
  /** A .y4m or .mjpeg file that plays in a loop, or Chrome's own test picture, or no camera (the default). */
  readonly camera?: { readonly file: string } | "test-pattern" | "none";
}

export interface OpenOptions {
  /** CSS pixels; 1280x720 unless told. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Whether the page may use the camera; granted unless told. */
  readonly cameraPermission?: "granted" | "denied";
  readonly deviceScaleFactor?: number;
  readonly hasTouch?: boolean;
  readonly locale?: string;
  /** Default: the page finds none, so that nothing outlives a test's own server and requests. */
  readonly serviceWorkers?: "allow";
  /** Changes the page before its first script runs: shims, routes. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A server and a browser for one test file. */
export interface Harness {
  readonly origin: string;
  readonly browser: Browser;
  /**
   * Opens a page in a context of its own. For `pages`, `address` is relative to test/browser/pages
   * (`compositor.html?size=128`); for `app`, to the site (`?source=demo`).
   */
  open(address?: string, options?: OpenOptions): Promise<View>;
  close(): Promise<void>;
}

/** An open page and what it did. */
export interface View {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every request of the page and its workers, in order. */
  readonly requests: readonly string[];
  /** Errors of the console and uncaught exceptions, in order. */
  readonly errors: readonly string[];
  /** Every console line, for diagnosis. */
  readonly log: readonly string[];
  expectNoForeignRequests(): void;
  /** Fails with the errors; those that match `except` are left out. */
  expectNoErrors(except?: readonly RegExp[]): void;
  /** Saves artifacts/NAME.png (git-ignored) and returns its path. */
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Git-ignored folder for screenshots and made-up camera films. */
export const ARTIFACTS = path.join(ROOT, "artifacts");

export async function startHarness(options: HarnessOptions): Promise<Harness> {
  mkdirSync(ARTIFACTS, { recursive: true });
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
  const server = await startServer(options.serve);
  try {
    const browser = await chromium.launch({
      executablePath,
      args: [...COMMON_FLAGS, ...PROFILE_FLAGS[options.profile ?? "default"], ...cameraFlags(options.camera ?? "none")],
    });
    const base = options.serve === "pages" ? `${server.origin}/test/browser/pages/` : `${server.origin}/`;
    return {
      origin: server.origin,
      browser,
      open: (address = "", openOptions = {}) => openView(browser, new URL(address, base), openOptions),
      async close() {
        await browser.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function openView(browser: Browser, url: URL, options: OpenOptions): Promise<View> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 720 },
    deviceScaleFactor: options.deviceScaleFactor ?? 1,
    hasTouch: options.hasTouch ?? false,
    serviceWorkers: options.serviceWorkers ?? "block",
    permissions: options.cameraPermission === "denied" ? [] : ["camera"],
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
  // A machine that has other things to do, too, is slow, not broken.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  const log: string[] = [];
  // On the context: requests of workers and service workers are reported there too.
  context.on("request", (request) => requests.push(request.url()));
  context.on("console", (message) => {
    log.push(`${message.type()}: ${message.text()}`);
    // Single test pages have no icon; the app's own is in its page.
    const missingIcon = url.pathname.startsWith("/test/") && message.location().url.endsWith("/favicon.ico");
    if (message.type() === "error" && !missingIcon) errors.push(describe(message));
  });
  context.on("weberror", (event) => errors.push(`uncaught: ${event.error().stack ?? event.error().message}`));
  page.on("crash", () => errors.push("the page crashed"));
  await options.prepare?.(page);
  await page.goto(url.href, { waitUntil: "load" });
  return {
    page,
    context,
    requests,
    errors,
    log,
    expectNoForeignRequests() {
      expect(requests.filter((request) => isForeign(request, url.origin))).toEqual([]);
    },
    expectNoErrors(except = []) {
      expect(errors.filter((error) => !except.some((pattern) => pattern.test(error)))).toEqual([]);
    },
    async screenshot(name) {
      const file = path.join(ARTIFACTS, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    close: () => context.close(),
  };
}

const COMMON_FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  // Pages of tests are often in the background; their timers must not slow down.
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  // Whatever slips past the content security policy finds no host, and is recorded as a request.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

const PROFILE_FLAGS: Readonly<Record<Profile, readonly string[]>> = {
  default: [],
  "webgpu-swiftshader": [
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    // No kernel relies on zeroed workgroup memory, and SwiftShader compiles four times as fast without.
    "--enable-dawn-features=disable_workgroup_init",
    "--enable-features=Vulkan",
    // Without it the GPU process ends when a shader reads a video's picture where it lies.
    "--use-vulkan=swiftshader",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
  ],
};

function cameraFlags(camera: NonNullable<HarnessOptions["camera"]>): string[] {
  if (camera === "none") return ["--use-fake-device-for-media-stream=device-count=0"];
  if (camera === "test-pattern") return ["--use-fake-device-for-media-stream"];
  return ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${camera.file}`];
}

function isForeign(request: string, origin: string): boolean {
  const url = new URL(request);
  return (
    (url.protocol === "http:" || url.protocol === "https:" || url.protocol.startsWith("ws")) && url.origin !== origin
  );
}

function describe(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber})`;
}
