import { describe, expect, test } from "vitest";
import { firstSource } from "../../../src/session/first-source";
import type { LensSettings } from "../../../src/session/settings";

const first = (settings: LensSettings, { allowed = true, kiosk = false } = {}) =>
  firstSource({ kiosk }, settings, { cameraAllowed: () => Promise.resolve(allowed) });

describe("what the page begins with", () => {
  test("is the demo scene on a first visit, and the camera that was used last where it asks nobody", async () => {
    expect(await first({})).toEqual({ kind: "demo" });
    expect(await first({ source: "camera", deviceId: "b" })).toEqual({ kind: "camera", deviceId: "b" });
    expect(await first({ source: "camera" }, { allowed: false })).toEqual({ kind: "demo" });
  });

  test("is what the setting says, even where the browser has to ask", async () => {
    expect(await first({ startCamera: true, facing: "user" }, { allowed: false })).toEqual({
      kind: "camera",
      facing: "user",
    });
    expect(await first({ startCamera: false, source: "camera" })).toEqual({ kind: "demo" });
  });

  test("is the demo scene in a kiosk, whose profile says what comes next, and else the address's word before all", async () => {
    const cameraAllowed = () => Promise.resolve(true);
    expect(await first({ startCamera: true }, { kiosk: true })).toEqual({ kind: "demo" });
    const wish = await firstSource(
      { kiosk: false, source: { kind: "demo" } },
      { startCamera: true },
      { cameraAllowed },
    );
    expect(wish).toEqual({ kind: "demo" });
  });
});
