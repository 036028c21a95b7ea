import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RefusableFeature } from "../../src/emulation";
import { startHarness, type Harness, type View } from "./harness";
import { openEmulated, type EmulatedOptions } from "./xr/harness";

/** On a busy machine without a GPU the room alone takes most of a second a frame. */
const patient = { timeout: 90_000, interval: 200 };
const quick = { timeout: 30_000, interval: 50 };

interface Spy {
  readonly sent: string[];
  readonly tracks: MediaStreamTrack[];
}

declare global {
  var immersiveSpy: Spy;
}

/** Notes every other way out of a page than a request, and every camera that is opened. */
const spy = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    globalThis.immersiveSpy = { sent: [], tracks: [] };
    const { sent } = globalThis.immersiveSpy;
    const refuse = (name: "WebSocket" | "EventSource" | "RTCPeerConnection" | "WebTransport") =>
      Object.defineProperty(globalThis, name, {
        value: function refused() {
          sent.push(name);
        },
      });
    for (const name of ["WebSocket", "EventSource", "RTCPeerConnection", "WebTransport"] as const) refuse(name);
    navigator.sendBeacon = (url) => {
      sent.push(`beacon ${String(url)}`);
      return false;
    };
  });
};

let site: Harness;
beforeAll(async () => {
  site = await startHarness({ serve: "app" });
});
afterAll(() => site?.close());

const state = ({ page }: View) => page.evaluate(() => mealshift.immersive);
const expectKind = async (view: View, kind: string) =>
  vi.waitFor(async () => expect((await state(view)).kind).toBe(kind), patient);
const errors = ({ page }: View) => page.evaluate(() => mealshift.errors.map(({ name }) => name));

const ready = async (options: EmulatedOptions): Promise<View> => {
  const viewport = { width: 390, height: 600 };
  const view = await openEmulated(site, {
    viewport,
    prepare: spy,
    address: "source=demo&translator=wasm&size=64&lang=en",
    ...options,
  });
  await expectKind(view, "available");
  await vi.waitFor(async () => expect(await view.page.evaluate(() => mealshift.ready)).toBe(true), patient);
  return view;
};

/** Presses what people press. */
const enter = async ({ page }: View): Promise<void> => {
  await page.locator(".immersive-entry").dispatchEvent("click");
};

const refuse = ({ page }: View, features: readonly RefusableFeature[]) =>
  page.evaluate((list) => globalThis.mealshiftRoom?.refuse(list), features);

const endBySystem = async (view: View): Promise<void> => {
  await view.page.evaluate(() => globalThis.mealshiftRoom?.endSession());
  await expectKind(view, "available");
};

describe("a phone", () => {
  let view: View;
  let inSession: string[] = [];
  beforeAll(async () => {
    view = await ready({ device: "phone" });
    view.page.on("request", (request) => inSession.push(`${request.method()} ${request.url()}`));
  });
  afterAll(() => view?.close());

  test("finds the table and the dishes, and shows them translated where they stand", async () => {
    await enter(view);
    await expectKind(view, "running");
    expect(await state(view)).toMatchObject({ path: "raw-camera", reason: "session-camera", tracking: true });
    await vi.waitFor(async () => expect(await state(view)).toMatchObject({ table: "hit-test" }), patient);
    await vi.waitFor(async () => {
      expect(await view.page.evaluate(() => mealshift.dishes.length)).toBeGreaterThan(0);
      expect(await view.page.evaluate(() => mealshift.fps.translated)).toBeGreaterThan(0);
    }, patient);
    expect(await state(view)).toMatchObject({ troubles: [] });
    await view.screenshot("immersive-phone");
  });

  test("its pictures never leave the page", async () => {
    await view.page.waitForTimeout(1000);
    view.expectNoForeignRequests();
    // Code and models of our own are fetched, nothing is sent.
    expect(
      inSession.filter((request) => !request.startsWith(`GET ${site.origin}/`) && !/^GET (blob|data):/.test(request)),
    ).toEqual([]);
    expect(inSession.filter((request) => request.includes("?"))).toEqual([]);
    expect(await view.page.evaluate(() => globalThis.immersiveSpy.sent)).toEqual([]);
    inSession = [];
  });

  test("tells of being hidden, of lost bearings, and looks for the table anew when the space has moved", async () => {
    await view.page.evaluate(() => globalThis.mealshiftRoom?.setVisibility("hidden"));
    await vi.waitFor(async () => expect(await state(view)).toMatchObject({ visibility: "hidden", fps: 0 }), quick);
    expect(await view.page.locator(".immersive-advice").innerText()).toBe("AR is paused.");
    await view.page.evaluate(() => globalThis.mealshiftRoom?.setVisibility("visible"));
    await vi.waitFor(async () => expect(await state(view)).toMatchObject({ visibility: "visible" }), quick);
    await view.page.evaluate(() => globalThis.mealshiftRoom?.setTracking(false));
    await vi.waitFor(async () => expect(await state(view)).toMatchObject({ tracking: false }), patient);
    expect(await view.page.locator(".immersive-advice").innerText()).toContain("lost its bearings");
    await view.page.evaluate(() => globalThis.mealshiftRoom?.setTracking(true));
    await vi.waitFor(async () => expect(await state(view)).toMatchObject({ tracking: true }), patient);
    await view.page.evaluate(() => globalThis.mealshiftRoom?.resetReference());
    await vi.waitFor(async () => expect(await state(view)).toMatchObject({ table: "hit-test" }), patient);
  });

  test("is left by the system, and the lens goes on in its window", async () => {
    await endBySystem(view);
    expect(await errors(view)).toEqual([]);
    await vi.waitFor(async () => {
      expect(await view.page.evaluate(() => mealshift.source)).toEqual({ kind: "demo", status: "live" });
      expect(await view.page.evaluate(() => mealshift.fps.drawn)).toBeGreaterThan(0);
    }, patient);
    expect(await view.page.locator(".immersive").count()).toBe(0);
  });

  test("enters with every part of what it wishes for refused, and again and again", async () => {
    const refusals: readonly (readonly RefusableFeature[])[] = [
      ["hit-test"],
      ["anchors", "light-estimation"],
      ["depth-sensing"],
      ["dom-overlay"],
      ["hit-test", "depth-sensing"],
      ["hit-test", "anchors", "dom-overlay", "light-estimation", "depth-sensing", "hand-tracking", "local-floor"],
    ];
    for (const refused of refusals) {
      await refuse(view, refused);
      await enter(view);
      await expectKind(view, "running");
      const running = await state(view);
      expect(running).toMatchObject({
        path: "raw-camera",
        granted: {
          hitTest: !refused.includes("hit-test"),
          anchors: !refused.includes("anchors"),
          depthSensing: !refused.includes("depth-sensing"),
          domOverlay: !refused.includes("dom-overlay"),
          lightEstimation: !refused.includes("light-estimation"),
          cameraAccess: true,
        },
      });
      await vi.waitFor(async () => expect(await state(view)).toMatchObject({ tracking: true, troubles: [] }), quick);
      await view.page.locator(".immersive-actions .primary").dispatchEvent("click");
      await expectKind(view, "available");
    }
    expect(await errors(view)).toEqual([]);
  });

  test("without camera access it is not kept, and says what to do; refused it says so", async () => {
    await refuse(view, ["camera-access"]);
    await enter(view);
    await vi.waitFor(async () => expect(await errors(view)).toEqual(["NoCameraInSessionError"]), patient);
    expect(await view.page.getByRole("alert").innerText()).toContain("Allow this page the camera");
    expect(await view.page.evaluate(() => globalThis.mealshiftRoom?.granted)).toBeNull();
    await refuse(view, []);
    await view.page.evaluate(() => globalThis.mealshiftRoom?.setConsent(false));
    await expectKind(view, "available");
    await enter(view);
    await vi.waitFor(async () => expect(await errors(view)).toEqual(["ImmersiveDeniedError"]), patient);
    await view.page.evaluate(() => globalThis.mealshiftRoom?.setConsent(true));
    await expectKind(view, "available");
    await enter(view);
    await expectKind(view, "running");
    expect(await errors(view)).toEqual([]);
    await endBySystem(view);
    view.expectNoErrors();
  });
});

describe("a headset", () => {
  test("sees by its own camera beside the session, says so, and lets it go", async () => {
    const view = await ready({ device: "quest" });
    await view.page.evaluate(() => {
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await open(constraints);
        globalThis.immersiveSpy.tracks.push(...stream.getTracks());
        return stream;
      };
    });
    await enter(view);
    await expectKind(view, "running");
    expect(await state(view)).toMatchObject({ path: "passthrough", reason: "headset-camera", calibration: "assumed" });
    const live = () => view.page.evaluate(() => globalThis.immersiveSpy.tracks.map(({ readyState }) => readyState));
    expect(await live()).toEqual(["live"]);
    await vi.waitFor(
      async () => expect(await view.page.evaluate(() => mealshift.fps.translated)).toBeGreaterThan(0),
      patient,
    );
    await view.screenshot("immersive-quest");
    await endBySystem(view);
    expect(await live()).toEqual(["ended"]);
    expect(await errors(view)).toEqual([]);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });
});
