import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { axeViolations } from "./axe";
import { startHarness, type Harness, type OpenOptions, type View } from "./harness";

const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
  tablet: { viewport: { width: 1180, height: 820 }, hasTouch: true },
  kiosk: { viewport: { width: 1920, height: 1080 } },
} as const satisfies Record<string, OpenOptions>;

/** For what happens soon, on a machine that is busy with other things. */
const patience = { timeout: 15_000 };

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(async () => {
  await harness.close();
});

const openScene = async (query: string, options: OpenOptions = screens.phone): Promise<View> => {
  const view = await harness.open(`ui.html?${query}`, options);
  await view.page.waitForFunction(() => "uiPage" in globalThis);
  return view;
};

const callsOf = (view: View) => view.page.evaluate(() => globalThis.uiPage.calls);

describe("what people do", () => {
  test.each(["en", "ja"])("the details say what the engine chose, and have it time again (%s)", async (language) => {
    const view = await openScene(`scene=engine&lang=${language}`, screens.phone);
    await view.page.click(".status");
    const panel = await view.page.locator("dialog .facts").innerText();
    expect(panel).toMatch(language === "en" ? /8-bit numbers/ : /8 ビット数/);
    expect(panel).toMatch(
      language === "en" ? /Not used: 16-bit numbers.*12\.3 dB instead of 45/ : /16 ビット数.*12\.3 dB/,
    );
    expect(await axeViolations(view.page)).toEqual([]);
    await view.screenshot(`ui-engine-${language}`);
    await view.page.click("dialog .facts button");
    expect(await callsOf(view)).toContain("forgetTuning");
    await view.page.evaluate(() => {
      const { translator } = globalThis.uiPage.state;
      const { value } = translator;
      if (value === null || value.engine === null) throw new Error("no engine");
      translator.value = { ...value, engine: { ...value.engine, kernels: "tuning" } };
    });
    expect(await view.page.isDisabled("dialog .facts button")).toBe(true);
    await view.close();
  });

  test("keys choose dishes, hold the original and open sources", async () => {
    const view = await openScene("scene=ready", screens.kiosk);
    const { keyboard } = view.page;
    await keyboard.press("3");
    await keyboard.press("0");
    await keyboard.press("ArrowRight");
    await keyboard.down("Space");
    await keyboard.up("Space");
    await keyboard.press("c");
    await keyboard.press("d");
    await keyboard.press("b");
    expect(await callsOf(view)).toEqual([
      'chooseDomain "curry_rice"',
      'chooseDomain "tom_yum"',
      'chooseDomain "bibimbap"',
      "setOriginal true",
      "setOriginal false",
      'open "camera" ""',
      'open "demo" ""',
      "setDivider 0.5",
    ]);
    await view.close();
  });

  test("a tap chooses the dish under it, a swipe the next one, a long press shows the original", async () => {
    const view = await openScene("scene=ready", screens.kiosk);
    const box = await view.page.locator(".picture").boundingBox();
    if (box === null) throw new Error("The picture has no box.");
    const { mouse } = view.page;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await mouse.click(...at(0.25, 0.5));
    await mouse.move(...at(0.6, 0.5));
    await mouse.down();
    await mouse.move(...at(0.4, 0.5), { steps: 3 });
    await mouse.up();
    await mouse.move(...at(0.5, 0.5));
    await mouse.down();
    await view.page.waitForFunction(() => globalThis.uiPage.state.original.peek());
    await mouse.up();
    expect(await callsOf(view)).toEqual([
      "chooseDishAt 0.25 0.5",
      'chooseDomain "tom_yum"',
      "setOriginal true",
      "setOriginal false",
    ]);
    await view.close();
  });

  test("the divider is dragged to where the pointer is, and moved by keys", async () => {
    const view = await openScene("scene=compare", screens.kiosk);
    const box = await view.page.locator(".picture").boundingBox();
    if (box === null) throw new Error("The picture has no box.");
    const { mouse } = view.page;
    await mouse.move(box.x + 0.5 * box.width, box.y + 0.3 * box.height);
    await mouse.down();
    await mouse.move(box.x + 0.8 * box.width, box.y + 0.3 * box.height, { steps: 4 });
    await mouse.up();
    const position = () => view.page.evaluate(() => globalThis.uiPage.state.divider.peek());
    expect(await position()).toBeCloseTo(0.8, 2);
    const line = await view.page.locator(".divider-line").boundingBox();
    expect(line === null ? Number.NaN : line.x + 1).toBeCloseTo(box.x + 0.8 * box.width, -0.5);
    await view.page.locator(".divider-range").focus();
    await view.page.keyboard.press("ArrowLeft");
    expect(await position()).toBeCloseTo(0.799, 3);
    await view.close();
  });

  test("a dropped photo is opened, and the language is switched in place", async () => {
    const view = await openScene("scene=ready", screens.tablet);
    await view.page.evaluate(() => {
      const files = new DataTransfer();
      files.items.add(new File(["x"], "lunch.jpg", { type: "image/jpeg" }));
      const target = document.querySelector(".stage");
      for (const type of ["dragenter", "dragover", "drop"]) {
        target?.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
      }
    });
    await view.page.click(".language");
    expect(await callsOf(view)).toEqual(['open "file" "lunch.jpg"']);
    expect(await view.page.evaluate(() => globalThis.uiPage.settings.current.lang)).toBe("ja");
    expect(await view.page.getAttribute("html", "lang")).toBe("ja");
    expect(await view.page.textContent(".dock")).toContain("カメラを使う");
    await view.close();
  });

  test("a denied camera is explained, with ways back", async () => {
    const view = await openScene("scene=denied", screens.phone);
    const card = view.page.locator(".fault");
    expect(await card.textContent()).toContain("The camera is blocked");
    expect(await card.textContent()).toContain("Chrome or Edge:");
    await card.getByRole("button", { name: "Try again" }).click();
    await card.getByRole("button", { name: "Use the demo scene" }).click();
    await card.getByRole("button", { name: "Close" }).click();
    expect(await callsOf(view)).toEqual(['retry "source"', 'open "demo" ""', 'dismissFault "source"']);
    expect(await card.count()).toBe(0);
    await view.close();
  });

  test("a first visit is asked what to look at, and the answer is remembered", async () => {
    const view = await openScene("scene=loading&welcome", screens.phone);
    const { page } = view;
    expect(await page.locator(".dock h1").innerText()).toContain("see it as another dish");
    // The example of before and after moves, and stands still where that is asked for.
    const edge = () =>
      page.evaluate(() => document.querySelector(".example-window")?.getBoundingClientRect().right ?? 0);
    const first = await edge();
    await vi.waitFor(async () => expect(Math.abs((await edge()) - first)).toBeGreaterThan(2), patience);
    await page.emulateMedia({ reducedMotion: "reduce" });
    const still = await edge();
    expect(await edge()).toBe(still);
    // Keys of what is not there yet do nothing.
    await page.keyboard.press("b");
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.locator(".toolbar").waitFor();
    expect(await page.locator(".example").count()).toBe(0);
    expect(await callsOf(view)).toEqual(['open "camera" ""']);
    expect(await page.evaluate(() => globalThis.uiPage.settings.current.welcomed)).toBe(true);
    await vi.waitFor(async () => {
      expect(await page.evaluate(() => document.activeElement?.className)).toBe("dock");
    }, patience);
    await view.close();
  });

  test("once the lens draws smoothly, its own picture is the example, until something is chosen", async () => {
    const view = await openScene("scene=ready&welcome&lang=ja", screens.kiosk);
    const { page } = view;
    await page.waitForSelector(".example[data-live]", { state: "attached" });
    const divider = () => page.evaluate(() => globalThis.uiPage.state.divider.peek());
    const first = await divider();
    await vi.waitFor(async () => expect(Math.abs((await divider()) - first)).toBeGreaterThan(0.01), patience);
    await page.keyboard.press("d");
    await page.locator(".toolbar").waitFor();
    expect(await divider()).toBe(0);
    const calls = (await callsOf(view)).filter((call) => !call.startsWith("setDivider"));
    expect(calls).toEqual(['chooseDomain "curry_rice"', 'open "demo" ""']);
    await view.close();
  });

  test("the camera panel lists cameras, flips and closes with Escape", async () => {
    const view = await openScene("scene=camera", screens.phone);
    await view.page.getByRole("button", { name: "Back camera" }).click();
    const panel = view.page.getByRole("dialog");
    await panel.getByRole("button", { name: "Turn the camera round" }).click();
    await panel.getByRole("button", { name: "Front camera" }).click();
    expect(await panel.count()).toBe(0);
    expect((await callsOf(view)).filter((call) => call !== "refreshCameras")).toEqual([
      "flipCamera",
      'open "camera" ""',
    ]);
    await view.page.keyboard.press("c");
    await panel.waitFor({ state: "visible" });
    await view.page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(await panel.count()).toBe(0);
    await view.close();
  });

  test("the sheet of everything else leads on, and gives the focus back where it was opened", async () => {
    const view = await openScene("scene=ready", screens.phone);
    const more = view.page.getByRole("button", { name: "More" });
    await more.focus();
    await view.page.keyboard.press("Enter");
    await view.page.getByRole("button", { name: "About and privacy" }).click();
    await view.page.getByRole("dialog", { name: "About and privacy" }).waitFor({ state: "visible" });
    expect(await view.page.getByRole("dialog").count()).toBe(1);
    await view.page.keyboard.press("Escape");
    await vi.waitFor(async () => {
      expect(await more.evaluate((button) => document.activeElement === button)).toBe(true);
    }, patience);
    await view.page.keyboard.press("Enter");
    await view.page.getByRole("button", { name: "Show the demo scene" }).click();
    expect(await view.page.getByRole("dialog").count()).toBe(0);
    expect(await callsOf(view)).toEqual(['open "demo" ""']);
    await view.close();
  });

  test("settings are chosen by keys, hold at once and are remembered; forgetting asks first", async () => {
    const view = await openScene("scene=two", screens.tablet);
    const { page } = view;
    const settings = () => page.evaluate(() => globalThis.uiPage.settings.current);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "Settings" }).click();
    const sheet = page.getByRole("dialog", { name: "Settings" });
    await sheet.getByRole("radio", { name: "Dark" }).focus();
    await page.keyboard.press("ArrowLeft");
    await sheet.getByText("Left", { exact: true }).click();
    await sheet.getByText("Whole", { exact: true }).click();
    await sheet.getByRole("switch", { name: "Captions" }).click();
    await sheet.getByRole("switch", { name: "Less motion" }).click();
    expect(await settings()).toEqual({ theme: "light", hand: "left", fit: "contain", captions: true, calm: true });
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(await scheme()).toBe("light");
    await sheet.getByText("日本語").click();
    expect(await page.getAttribute("html", "lang")).toBe("ja");
    await page.getByRole("radio", { name: "システム" }).first().focus();
    await page.keyboard.press("Space");
    expect((await settings()).lang).toBeUndefined();
    await page.getByRole("button", { name: "Forget everything on this device" }).click();
    expect((await settings()).hand).toBe("left");
    await page.keyboard.press("Escape");
    expect(await page.textContent(".caption")).toBe("The meal is shown as Ramen and Tom yum.");
    const [dock, picture] = await Promise.all([
      page.locator(".dock").boundingBox(),
      page.locator(".stage").boundingBox(),
    ]);
    expect(dock?.x ?? Number.NaN).toBeLessThan(picture?.x ?? Number.NaN);
    await view.close();
  });

  test("a tile without a picture shows its name on a plain ground", async () => {
    const view = await harness.open("ui.html?scene=ready", {
      ...screens.tablet,
      prepare: async (page) => {
        await page.route("**/tiles/*.webp", (route) => route.fulfill({ status: 404, body: "" }));
      },
    });
    await view.page.waitForSelector(".tile[data-plain]");
    expect(await view.page.textContent(".tile[data-plain] .tile-plain")).toBe("ビビンバ");
    await view.close();
  });
});
