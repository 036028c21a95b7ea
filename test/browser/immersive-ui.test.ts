import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ImmersiveFacts } from "../../src/immersive/session/types";
import { axeViolations } from "./axe";
import { startHarness, type Harness, type OpenOptions, type View } from "./harness";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const satisfies OpenOptions;
const patience = { timeout: 15_000 };

const facts: ImmersiveFacts = {
  visibility: "visible",
  path: "raw-camera",
  reason: "session-camera",
  calibration: null,
  granted: {
    hitTest: true,
    anchors: true,
    domOverlay: true,
    lightEstimation: true,
    depthSensing: false,
    cameraAccess: true,
    handTracking: false,
  },
  tracking: true,
  table: "hit-test",
  fps: 58.6,
  wantedFps: 60,
  skipped: 12,
  scriptMs: 1.4,
  troubles: [],
};

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(() => harness?.close());

const openScene = async (query: string, options: OpenOptions = phone): Promise<View> => {
  const view = await harness.open(`ui.html?${query}`, options);
  await view.page.waitForFunction(() => "uiPage" in globalThis);
  return view;
};

const run = ({ page }: View, change: Partial<ImmersiveFacts> = {}) =>
  page.evaluate(
    (state) => {
      globalThis.uiPage.state.immersive.value = state;
    },
    { kind: "running", ...facts, ...change } as const,
  );

const callsOf = ({ page }: View) => page.evaluate(() => globalThis.uiPage.calls);
const advice = ({ page }: View) => page.locator(".immersive-advice").innerText();

describe("the way into AR", () => {
  test.each(["en", "ja"])("stands beside the picture and in the sheet, where there is AR (%s)", async (language) => {
    const view = await openScene(`scene=ar&lang=${language}`);
    const name = language === "en" ? "See it on the table" : "テーブルの上で見る";
    await view.page.locator(".immersive-entry").click();
    await view.page.getByRole("button", { name: language === "en" ? "More" : "その他" }).click();
    await view.screenshot(`ar-more-${language}`);
    await view.page.getByRole("dialog").getByRole("button", { name }).click();
    expect(await view.page.locator("dialog").count()).toBe(0);
    expect((await callsOf(view)).filter((call) => call.startsWith("enterImmersive"))).toEqual(
      Array.from({ length: 2 }, () => `enterImmersive "${language}"`),
    );
    await view.screenshot(`ar-entry-${language}`);
    expect(await axeViolations(view.page)).toEqual([]);
    await view.close();
  });

  test("is absent elsewhere, and the details say why", async () => {
    const view = await openScene("scene=no-ar");
    expect(await view.page.getByText("See it on the table").count()).toBe(0);
    expect(await view.page.getByRole("button", { name: "See it on the table" }).count()).toBe(0);
    await view.page.click(".status");
    expect(await view.page.locator("dialog .facts").innerText()).toContain("This device or browser has no AR.");
    // What is shown over the room is fetched by those who enter it.
    expect(view.requests.filter((request) => /show-overlay|immersive\.css/.test(request))).toEqual([]);
    await view.close();
  });

  test.each(["en", "ja"])("what went wrong is said, can be tried again and put away (%s)", async (language) => {
    const view = await openScene(`scene=ar-failed&lang=${language}`);
    const card = view.page.getByRole("alert");
    expect(await card.innerText()).toContain(language === "en" ? "No camera in AR" : "ARでカメラを使えません");
    await view.screenshot(`ar-failed-${language}`);
    await card.locator(".button.primary").click();
    await card.locator(".icon-button").click();
    expect(await callsOf(view)).toEqual(['retry "immersive"', 'dismissFault "immersive"']);
    await view.close();
  });
});

describe("over the room", () => {
  test.each(["en", "ja"])("says what to do, changes the dish, compares, leaves (%s)", async (language) => {
    const view = await openScene(`scene=ar&lang=${language}`);
    const { page } = view;
    await page.evaluate(() => {
      globalThis.uiPage.state.immersive.value = { kind: "starting" };
    });
    await vi.waitFor(
      async () => expect(await advice(view)).toContain(language === "en" ? "Starting" : "始めて"),
      patience,
    );
    const said: string[] = [];
    for (const change of [{ table: null }, { tracking: false }, { visibility: "hidden" }, {}] as const) {
      await run(view, change);
      said.push(await advice(view));
    }
    expect(said).toEqual(
      language === "en"
        ? [
            "Look at the table",
            "The device has lost its bearings. Move slowly, and look at the table.",
            "AR is paused.",
            "",
          ]
        : [
            "テーブルを見てください",
            "端末が位置を見失いました。ゆっくり動いて、テーブルを見てください。",
            "ARは一時停止中です。",
            "",
          ],
    );
    await run(view, { table: null });
    await view.screenshot(`ar-searching-${language}`);
    expect(await axeViolations(page)).toEqual([]);
    await page.locator(".immersive .tile").nth(2).click();
    const actions = page.locator(".immersive-actions .button");
    await actions.nth(0).click();
    expect(await actions.nth(0).getAttribute("aria-pressed")).toBe("true");
    await actions.nth(1).click();
    expect(await callsOf(view)).toEqual(['chooseDomain "curry_rice"', "setOriginal true", "leaveImmersive"]);
    for (const box of await Promise.all(
      (await page.locator(".immersive button").all()).map((each) => each.boundingBox()),
    )) {
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    await view.close();
  });

  test.each(["en", "ja"])("tells how it runs, and why the pictures come the way they do (%s)", async (language) => {
    const view = await openScene(`scene=ar&lang=${language}`);
    await run(view, { path: "passthrough", reason: "headset-camera", calibration: "assumed" });
    await view.page.locator(".immersive-top button").click();
    const text = await view.page.locator(".immersive-details").innerText();
    expect(text).toMatch(language === "en" ? /headset's camera.*since/ : /ヘッドセットのカメラ/);
    expect(text).toMatch(language === "en" ? /assumed, not measured/ : /推定値/);
    expect(text).toMatch(language === "en" ? /59 of 60 fps/ : /毎秒59コマ/);
    await view.screenshot(`ar-details-${language}`);
    expect(await axeViolations(view.page)).toEqual([]);
    await view.close();
  });

  test.each([
    ["tablet", { width: 820, height: 1180 }],
    ["landscape", { width: 844, height: 390 }],
    ["desktop", { width: 1280, height: 800 }],
    ["large", { width: 1920, height: 1080 }],
    ["zoomed", { width: 195, height: 422 }],
  ])("everything is within reach on a %s screen", async (name, viewport) => {
    const view = await openScene("scene=ar", { viewport });
    await run(view, { table: null });
    await vi.waitFor(() => view.page.locator(".immersive").waitFor(), patience);
    await view.screenshot(`ar-${name}`);
    for (const button of await view.page.locator(".immersive-actions .button, .immersive-top button").all()) {
      const box = await button.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
    }
    await view.close();
  });

  test("without a place over the room it is a card on the page, and goes with the session", async () => {
    const view = await openScene("scene=ar", { viewport: { width: 1280, height: 800 } });
    await run(view, { granted: { ...facts.granted, domOverlay: false } });
    await vi.waitFor(async () => expect(await advice(view)).toBe("The lens is in AR"), patience);
    expect(await view.page.locator(".immersive .strip").count()).toBe(0);
    await view.screenshot("ar-card");
    await view.page.evaluate(() => {
      globalThis.uiPage.state.immersive.value = { kind: "ended", end: { kind: "asked" } };
    });
    await vi.waitFor(async () => expect(await view.page.locator(".immersive").count()).toBe(0), patience);
    view.expectNoErrors();
    await view.close();
  });
});
