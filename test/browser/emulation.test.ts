import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHarness, type Harness, type View } from "./harness";
import type { BareSession, openSession } from "./xr/session";

declare global {
  var emulationPage: { readonly openSession: typeof openSession };
  var bare: BareSession;
}

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(() => harness?.close());

async function openPage(device: string): Promise<View> {
  const view = await harness.open(`emulation.html?device=${device}`, { viewport: { width: 640, height: 480 } });
  await view.page.waitForFunction(() => "emulationPage" in globalThis);
  return view;
}

describe("an emulated phone", () => {
  let view: View;
  beforeAll(async () => {
    view = await openPage("phone");
    await view.page.evaluate(async () => {
      globalThis.bare = await globalThis.emulationPage.openSession();
    });
  });

  test("grants what the phone can do", async () => {
    const granted = await view.page.evaluate(() => [...(globalThis.mealshiftRoom?.granted ?? [])].toSorted());
    expect(granted).toEqual([
      "anchors",
      "camera-access",
      "depth-sensing",
      "hit-test",
      "light-estimation",
      "local",
      "local-floor",
      "viewer",
    ]);
    view.expectNoErrors();
  });
});
