import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "./harness";

let harness: Harness;
let view: View;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("read-region.html");
  await view.page.waitForFunction(() => document.title === "ready");
});
afterAll(() => harness?.close());

const whole = { left: 0, top: 0, width: 64, height: 64, toWidth: 64, toHeight: 64 };
const bt601 = { matrix: "smpte170m", fullRange: false } as const;
const bt709 = { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false } as const;

test.each([
  ["I420", bt601],
  ["I420", bt709],
  ["I420", { ...bt709, fullRange: true }],
  ["I420", {}],
  ["NV12", bt601],
] as const)("%s %o has the colours that the browser draws", async (format, colorSpace) => {
  const seen = await view.page.evaluate(
    ([givenFormat, space, region]) => readRegionLab.compare(givenFormat, space, region),
    [format, colorSpace, whole] as const,
  );
  expect(seen?.size).toEqual([64, 64]);
  // The browser takes the nearest colour sample, this one blends them; another matrix or range differs by ten.
  expect(seen?.mean).toBeLessThan(3);
});

test.each([
  ["inside", { left: 13, top: 21, width: 32, height: 32, toWidth: 32, toHeight: 32 }],
  ["over two edges", { left: -16, top: 40, width: 48, height: 48, toWidth: 48, toHeight: 48 }],
  ["beside the picture", { left: 80, top: 10, width: 20, height: 20, toWidth: 20, toHeight: 20 }],
  ["shrunk", { left: 4, top: 4, width: 56, height: 56, toWidth: 14, toHeight: 14 }],
  ["enlarged", { left: 20, top: 20, width: 16, height: 16, toWidth: 64, toHeight: 64 }],
  ["stretched", { left: 0, top: 0, width: 64, height: 32, toWidth: 20, toHeight: 40 }],
] as const)("a region %s is where the browser draws it", async (_, region) => {
  const seen = await view.page.evaluate(([space, given]) => readRegionLab.compare("I420", space, given), [
    bt601,
    region,
  ] as const);
  expect(seen?.size).toEqual([region.toWidth, region.toHeight]);
  expect(seen?.mean).toBeLessThan(4);
});

test.each(["RGBX", "BGRA"] as const)("a picture of %s is read as it is", async (format) => {
  const args = [format, whole] as const;
  const seen = await view.page.evaluate(([given, region]) => readRegionLab.compare(given, {}, region), args);
  expect(seen).toEqual({ largest: 0, mean: 0, size: [64, 64] });
});

test("a rare format is left to be drawn", async () => {
  const args = [bt601, whole] as const;
  expect(await view.page.evaluate(([space, region]) => readRegionLab.compare("I444", space, region), args)).toBeNull();
});
