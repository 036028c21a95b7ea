import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { axeViolations } from "./axe";
import { startHarness, type Harness, type OpenOptions, type View } from "./harness";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } satisfies OpenOptions;
const kiosk = { viewport: { width: 1920, height: 1080 } } satisfies OpenOptions;

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(async () => {
  await harness.close();
});

const openScene = async (query: string, options: OpenOptions): Promise<View> => {
  const view = await harness.open(`ui.html?${query}`, options);
  await view.page.waitForFunction(() => "uiPage" in globalThis);
  return view;
};

const callsOf = (view: View) => view.page.evaluate(() => globalThis.uiPage.calls);

const forgetCalls = (view: View) => view.page.evaluate(() => void globalThis.uiPage.calls.splice(0));

const expectCall = (view: View, call: string) =>
  vi.waitFor(async () => expect(await callsOf(view)).toContain(call), { timeout: 10_000, interval: 50 });

/** These calls, no more and no others; what ends with a component is called a moment after it is gone. */
const expectCalls = (view: View, calls: readonly string[]) =>
  vi.waitFor(async () => expect(await callsOf(view)).toEqual(calls), { timeout: 10_000, interval: 50 });

const expectAccessible = async (view: View): Promise<void> => {
  expect(await axeViolations(view.page)).toEqual([]);
};

const middleOf = async (view: View, selector: string) => {
  const box = await view.page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} has no box.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** A finger that is put down, led along the points, and lifted. */
const drawFinger = async (view: View, points: readonly { readonly x: number; readonly y: number }[]): Promise<void> => {
  const devtools = await view.context.newCDPSession(view.page);
  for (const [index, point] of points.entries()) {
    const type = index === 0 ? "touchStart" : "touchMove";
    await devtools.send("Input.dispatchTouchEvent", { type, touchPoints: [point] });
    await view.page.waitForTimeout(16);
  }
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
};

describe("the strip", () => {
  test("the wheel moves through it, and ends at its ends", async () => {
    const view = await openScene("scene=ready", { viewport: phone.viewport });
    const { x, y } = await middleOf(view, ".strip");
    await view.page.mouse.move(x, y);
    await view.page.mouse.wheel(0, 120);
    await expectCall(view, 'chooseDomain "tom_yum"');
    await view.page.mouse.wheel(0, 120);
    await view.page.mouse.wheel(0, -120);
    await expectCall(view, 'chooseDomain "ramen"');
    expect(await callsOf(view)).toEqual(['chooseDomain "tom_yum"', 'chooseDomain "ramen"']);
    await view.close();
  });

  test("what a swipe brings to rest in the middle is chosen, and told once it is settled", async () => {
    const view = await openScene("scene=ready", phone);
    const { x, y } = await middleOf(view, ".strip");
    const path = Array.from({ length: 14 }, (_, i) => ({ x: x - 100 + i * 15, y }));
    await drawFinger(view, path);
    await vi.waitFor(async () => expect(await callsOf(view)).toHaveLength(1), { timeout: 10_000, interval: 50 });
    const [call = ""] = await callsOf(view);
    expect(call).toMatch(/^chooseDomain "(khao_soi|pad_see_ew|pad_thai)"$/);
    const chosen = await middleOf(view, '.tile[aria-checked="true"]');
    expect(Math.abs(chosen.x - x)).toBeLessThan(8);
    const name = await view.page.textContent('.tile[aria-checked="true"] .tile-name');
    await vi.waitFor(async () => expect(await view.page.textContent("[aria-live=polite]")).toBe(name), {
      timeout: 10_000,
      interval: 50,
    });
    await view.close();
  });

  test("a tile that a mouse drags onto another is mixed with it, and nothing is chosen", async () => {
    const view = await openScene("scene=ready", kiosk);
    const from = await middleOf(view, "[data-domain=ramen]");
    const to = await middleOf(view, "[data-domain=biryani]");
    const { mouse, keyboard } = view.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 4 });
    expect(await view.page.locator(".tile-ghost").count()).toBe(1);
    expect(await view.page.getAttribute("[data-target]", "data-domain")).toBe("biryani");
    await view.screenshot("lens-look-drag");
    await mouse.up();
    expect(await callsOf(view)).toEqual(['mixDomains "ramen" "biryani" 0.5']);
    expect(await view.page.locator(".tile-ghost").count()).toBe(0);
    // Let go beside a tile, or called off, it is nothing at all.
    await forgetCalls(view);
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(700, 500, { steps: 3 });
    await mouse.up();
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 3 });
    await keyboard.press("Escape");
    await mouse.up();
    expect(await callsOf(view)).toEqual([]);
    await mouse.click(to.x, to.y);
    expect(await callsOf(view)).toEqual(['chooseDomain "biryani"']);
    await view.close();
  });

  test("a finger pulls a tile out, where sideways it would scroll", async () => {
    const view = await openScene("scene=ready", phone);
    // The chosen one glides into the middle first.
    const { x: middle } = await middleOf(view, ".strip");
    await vi.waitFor(
      async () => expect(Math.abs((await middleOf(view, "[data-domain=ramen]")).x - middle)).toBeLessThan(2),
      { timeout: 10_000, interval: 100 },
    );
    const from = await middleOf(view, "[data-domain=ramen]");
    const to = await middleOf(view, "[data-domain=pad_thai]");
    const up = [10, 20, 34, 50].map((dy) => ({ x: from.x, y: from.y - dy }));
    const across = [0.25, 0.5, 0.75, 1].map((t) => ({ x: from.x + (to.x - from.x) * t, y: to.y - 50 + 50 * t }));
    await drawFinger(view, [from, ...up, ...across]);
    await expectCall(view, 'mixDomains "ramen" "pad_thai" 0.5');
    expect(await callsOf(view)).toHaveLength(1);
    await view.close();
  });
});

describe("a mix", () => {
  test("keys begin it, go further and end it; the bar is a slider between two dishes", async () => {
    const view = await openScene("scene=ready", phone);
    const { keyboard } = view.page;
    await keyboard.press("Shift+ArrowRight");
    await keyboard.press("Shift+ArrowRight");
    await keyboard.press("Shift+ArrowLeft");
    expect(await callsOf(view)).toEqual([
      'mixDomains "ramen" "tom_yum" 0.1',
      'mixDomains "ramen" "tom_yum" 0.2',
      'mixDomains "ramen" "tom_yum" 0.1',
    ]);
    const slider = view.page.getByRole("slider", { name: "From Ramen to Tom yum" });
    expect(await slider.getAttribute("aria-valuetext")).toBe("10 percent Tom yum");
    await slider.focus();
    await keyboard.press("ArrowRight");
    expect((await callsOf(view)).at(-1)).toBe('mixDomains "ramen" "tom_yum" 0.11');
    expect(await view.page.textContent(".title-en")).toBe("with 11% Tom yum");
    await view.page.getByRole("combobox", { name: "Mix with" }).selectOption("biryani");
    expect((await callsOf(view)).at(-1)).toBe('mixDomains "ramen" "biryani" 0.11');
    await expectAccessible(view);
    await view.screenshot("lens-look-mix");
    await view.page.getByRole("button", { name: "Stop mixing" }).click();
    expect((await callsOf(view)).at(-1)).toBe('chooseDomain "ramen"');
    expect(await view.page.locator(".mix").count()).toBe(0);
    await view.close();
  });
});

describe("beside the picture", () => {
  test("freeze and strength are a tap away, named, and large enough", async () => {
    const view = await openScene("scene=camera&lang=ja", phone);
    await view.page.getByRole("button", { name: "映像を止める" }).click();
    await view.page.locator("body").press("f");
    await view.page.getByRole("button", { name: "変換の強さ" }).click();
    await view.page.keyboard.press("ArrowLeft");
    expect(await callsOf(view)).toEqual(["setFrozen true", "setFrozen false", "setStrength 0.95"]);
    const sizes = await view.page
      .locator(".look button")
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().width));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
    await expectAccessible(view);
    await view.page.keyboard.press("Escape");
    expect(await view.page.locator(".strength").count()).toBe(0);
    expect(await view.page.evaluate(() => document.activeElement?.ariaLabel)).toBe("変換の強さ 95%");
    await view.close();
  });
});

describe("all dishes at once", () => {
  test.each([
    ["phone", phone],
    ["kiosk", kiosk],
  ])("every cell comes alive, arrows lead through, Enter takes one, Escape goes back (%s)", async (name, screen) => {
    const view = await openScene("scene=ready", screen);
    const { keyboard } = view.page;
    await view.page.locator("body").press("g");
    await vi.waitFor(async () => expect(await view.page.locator(".grid [data-drawn]").count()).toBe(11), {
      timeout: 10_000,
      interval: 50,
    });
    // Each canvas has its own picture, without holes.
    const colours = await view.page.locator(".grid-cell[aria-pressed] canvas").evaluateAll((canvases) =>
      canvases.map((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return "";
        return canvas.getContext("2d")?.getImageData(64, 64, 1, 1).data.join(" ") ?? "";
      }),
    );
    expect(new Set(colours).size).toBe(10);
    await expectAccessible(view);
    await view.screenshot(`lens-look-grid-${name}`);
    const cell = () => view.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(await cell()).toBe("ラーメン Ramen");
    await keyboard.press("ArrowRight");
    expect(await cell()).toBe("トムヤム Tom yum");
    await keyboard.press("Enter");
    await view.page.locator("dialog").waitFor({ state: "detached" });
    await expectCalls(view, ["watchDomains", 'chooseDomain "tom_yum"', "endDomains"]);
    await view.page.locator("body").press("g");
    await view.page.locator("dialog").waitFor({ state: "visible" });
    await keyboard.press("Escape");
    await view.page.locator("dialog").waitFor({ state: "detached" });
    await expectCalls(view, ["watchDomains", 'chooseDomain "tom_yum"', "endDomains", "watchDomains", "endDomains"]);
    view.expectNoErrors();
    await view.close();
  });

  test("without a dish it says what to do", async () => {
    const view = await openScene("scene=searching", phone);
    await view.page.getByRole("button", { name: "All dishes at once" }).click();
    expect(await view.page.getByRole("dialog").getByRole("status").textContent()).toContain("No dish is in view");
    await view.close();
  });
});
