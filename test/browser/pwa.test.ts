import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ROOT } from "../../scripts/lib/stamp.mjs";
import { ARTIFACTS, startHarness, type Harness, type View } from "./harness";
import { SiteServer } from "./pwa/site-server";
import { buildNextVersion } from "./pwa/next-version";

const DEMO = "?source=demo&lang=en&translator=wasm&size=64";
const SEGMENTER = "vision_wasm_module_internal";
const WEIGHTS = "/models/lens/model.safetensors";

let harness: Harness;
let site: SiteServer;
beforeAll(async () => {
  // Builds the site where it is not built yet.
  harness = await startHarness({ serve: "app" });
  site = new SiteServer(path.join(ROOT, "dist"));
  await site.start();
});
afterAll(async () => {
  await harness?.close();
  await site?.stop();
});

const open = (address: string): Promise<View> => harness.open(`${site.origin}/${address}`, { serviceWorkers: "allow" });

/** Until the lens shows a translated dish. */
const untilTranslating = (view: View): Promise<void> =>
  vi.waitFor(
    async () => {
      const state = await view.page.evaluate(() => ({
        ready: mealshift.ready,
        errors: mealshift.errors,
        translated: mealshift.stages.translate > 0,
      }));
      expect(state).toEqual({ ready: true, errors: [], translated: true });
    },
    { timeout: 90_000, interval: 150 },
  );

const notice = (view: View) => view.page.locator(".app-notice h2");
const untilNotice = (view: View, title: string): Promise<void> =>
  vi.waitFor(async () => expect(await notice(view).allInnerTexts()).toEqual([title]), {
    // Browsers install service workers when they have time for it.
    timeout: 150_000,
    interval: 150,
  });

describe("after the first visit", () => {
  let view: View;
  beforeAll(async () => {
    view = await open(DEMO);
    await untilTranslating(view);
    await untilNotice(view, "Ready without the network");
    await view.screenshot("pwa-offline-ready");
  });
  afterAll(() => view?.close());

  test("every file that is large came once", () => {
    for (const match of [WEIGHTS, "model.tflite", `${SEGMENTER}-`]) {
      const sent = site.of(match).reduce((sum, answer) => sum + answer.sent, 0);
      const sizes = new Set(site.of(match).map((answer) => answer.path)).size;
      expect([match, site.of(match).length]).toEqual([match, sizes]);
      expect(sent).toBeGreaterThan(100_000);
    }
    expect(site.of("ort")).toEqual([]);
    expect(site.of("bench")).toEqual([]);
  });

  test("a file that was damaged in the browser's cache is fetched anew", async () => {
    const before = site.of(WEIGHTS).length;
    await view.page.evaluate(async () => {
      const cache = await caches.open("mealshift-files");
      for (const request of await cache.keys()) {
        if (!request.url.includes("/models/file/")) continue;
        const response = await cache.match(request);
        const bytes = new Uint8Array((await response?.arrayBuffer()) ?? []);
        bytes[1000] = (bytes[1000] ?? 0) ^ 1;
        await cache.put(request, new Response(bytes, { headers: [...(response?.headers ?? [])] }));
      }
    });
    await view.page.reload();
    await untilTranslating(view);
    expect(site.of(WEIGHTS)).toHaveLength(before + 1);
  });

  test("the lens and a lab that was visited work with the server stopped, whatever the address asks for", async () => {
    const labRuns = ".lab-runs[data-on]";
    await view.page.goto(`${site.origin}/labs/sketch.html`);
    await view.page.waitForSelector(labRuns);
    await site.stop();
    await view.page.goto(`${site.origin}/labs/sketch.html?lang=ja`);
    await view.page.waitForSelector(labRuns);
    await view.screenshot("pwa-offline-lab");
    await view.page.goto(`${site.origin}/${DEMO}&dish=ramen`);
    await untilTranslating(view);
    expect(await view.page.evaluate(() => crossOriginIsolated)).toBe(true);
    // It was said before.
    expect(await notice(view).allInnerTexts()).toEqual([]);
    await view.page.goto(`${site.origin}/index.html`);
    expect(await view.page.title()).toBe("Mealshift");
    await view.screenshot("pwa-offline");
    await site.start();
  });

  test("a photo that another app shares is kept for the page, which opens it", async () => {
    await view.page.goto(`${site.origin}/${DEMO}`);
    const shared = await view.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(320, 240);
      canvas.getContext("2d")?.fillRect(40, 40, 100, 100);
      const form = new FormData();
      form.append(
        "media",
        new File([await canvas.convertToBlob({ type: "image/jpeg" })], "昼食.jpg", { type: "image/jpeg" }),
      );
      const answer = await fetch("./share-target", { method: "POST", body: form, redirect: "manual" });
      const kept = await (await caches.open("mealshift-shared")).match(new URL("shared/media", document.baseURI).href);
      return {
        answer: answer.type,
        name: decodeURIComponent(kept?.headers.get("x-file-name") ?? ""),
        type: kept?.headers.get("content-type"),
      };
    });
    expect(shared).toEqual({ answer: "opaqueredirect", name: "昼食.jpg", type: "image/jpeg" });
    expect(site.of("share-target")).toEqual([]);
    // Where the answer leads.
    await view.page.goto(`${site.origin}/?shared&size=64`);
    await view.page.waitForFunction(() => "mealshift" in globalThis && mealshift.source?.kind === "photo");
    expect(await view.page.evaluate(() => mealshift.picture)).toEqual({ width: 320, height: 240 });
    expect(await view.page.evaluate(async () => (await (await caches.open("mealshift-shared")).keys()).length)).toBe(0);
  });

  test("a new version is fetched beside the old one, offered, and applied at a word", async () => {
    const versionOf = (page: View["page"]) =>
      page.evaluate(() => document.querySelector("meta[name=version]")?.getAttribute("content") ?? "first");
    // The page that leads to the labs: the lens gives the browser less time to install anything.
    const page = `${site.origin}/labs/`;
    site.folder = await buildNextVersion(path.join(ARTIFACTS, "next-version"));
    await view.page.goto(page);
    await untilNotice(view, "A new version is here");
    // All of the page is still of the version that it began with.
    await view.page.reload();
    expect(await versionOf(view.page)).toBe("first");
    await untilNotice(view, "A new version is here");
    await view.screenshot("pwa-update");
    const loaded = view.page.waitForEvent("load");
    await view.page.getByRole("button", { name: "Use it now" }).click();
    await loaded;
    await vi.waitFor(async () => expect(await versionOf(view.page)).toBe("next"), { timeout: 20_000 });
    // What the new version needs is there before the old one goes.
    await site.stop();
    await view.page.goto(`${site.origin}/${DEMO}`);
    expect(await versionOf(view.page)).toBe("next");
    await untilTranslating(view);
    await site.start();
    view.expectNoErrors([/Failed to load resource/, /FetchEvent/]);
  }, 400_000);
});

test("a download that a closed page left goes on where it ended", async () => {
  site.folder = path.join(ROOT, "dist");
  site.served.length = 0;
  const stalledAt = 6_000_000;
  site.stall = { match: `${SEGMENTER}-`, after: stalledAt };
  const view = await open(DEMO);
  const loading = view.page.locator(".loading");
  await vi.waitFor(async () => expect(await loading.innerText()).toMatch(/[78]\.\d of 15\.\d MB/), { timeout: 30_000 });
  await view.screenshot("pwa-download");
  site.stall = null;
  await view.page.reload();
  await untilTranslating(view);
  const answers = site.of(`${SEGMENTER}-`).filter((answer) => answer.path.endsWith(".wasm"));
  const from = Number(/\d+/.exec(answers[1]?.range ?? "")?.[0]);
  expect(answers).toHaveLength(2);
  expect(from).toBeGreaterThan(stalledAt - 600_000);
  expect(from).toBeLessThanOrEqual(stalledAt);
  const size = from + (answers[1]?.sent ?? 0);
  console.log(`${answers[0]?.sent} bytes, then ${answers[1]?.sent} from ${from} of ${size}`);
  expect(size).toBe(12_997_272);
  await view.close();
});

test("where the device has no room the lens works, and says that it will not work offline", async () => {
  const view = await open("icons/icon.svg");
  const session = await view.context.newCDPSession(view.page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 1_000_000 });
  await view.page.goto(`${site.origin}/${DEMO}`);
  await untilTranslating(view);
  await untilNotice(view, "There is no room on this device");
  await view.screenshot("pwa-no-room");
  // The icon that was opened first, to set the limit, is no page.
  view.expectNoErrors([/favicon/]);
  await view.close();
});
