import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PathName } from "../../src/emulation";
import { ARTIFACTS, startHarness, type Harness, type View } from "./harness";
import type { Measured, RegistrationPage } from "./pages/xr-registration";

declare global {
  var registrationPage: RegistrationPage;
}

interface Path {
  readonly name: PathName;
  /** Share of the session's frames that do not come. */
  readonly dropped: number;
}

/** All of them by `MEALSHIFT_PATHS=all`; two where every minute counts. */
const all = process.env["MEALSHIFT_PATHS"] === "all";
const paths: readonly Path[] = all
  ? [
      { name: "still", dropped: 0 },
      { name: "slow", dropped: 0 },
      { name: "fast", dropped: 0 },
      { name: "around", dropped: 0 },
      { name: "fast", dropped: 0.2 },
    ]
  : [
      { name: "fast", dropped: 0.2 },
      { name: "around", dropped: 0 },
    ];

/** Moments of each path that are measured. */
const samples = all ? 12 : 6;

let harness: Harness;
let view: View;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("xr-registration.html", { viewport: { width: 640, height: 480 } });
  await view.page.waitForFunction(() => "registrationPage" in globalThis);
  await view.page.evaluate(() => registrationPage.enter());
});
afterAll(() => harness?.close());

test("dishes are found on the table", async () => {
  const seen = await view.page.evaluate(async () => {
    await registrationPage.play("still", 0);
    for (let round = 0; round < 10 && registrationPage.dishes() < 3; round++) await registrationPage.run(500);
    // How high a rim stands shows from two sides, as when people come to a table.
    await registrationPage.play("around", 0);
    await registrationPage.run(2500);
    return { dishes: registrationPage.dishes(), table: registrationPage.table() };
  });
  expect(seen).toEqual({ dishes: 3, table: "hit-test" });
  view.expectNoErrors();
});

test.each(paths)(
  "while the head moves ($name, $dropped of its frames dropped) a dish keeps its picture",
  async (of) => {
    const measured = await view.page.evaluate(
      async ({ name, dropped, samples: count }) => {
        await registrationPage.play(name, dropped);
        // On another way the estimates of the dishes settle first.
        await registrationPage.run(1000);
        const found: Measured[] = [];
        for (let sample = 0; sample < count; sample++) {
          await registrationPage.run(167);
          found.push(...(await registrationPage.measure()));
        }
        return found;
      },
      { ...of, samples },
    );
    const sheet = await view.page.evaluate(() => registrationPage.sheet());
    writeFileSync(path.join(ARTIFACTS, `registration-${of.name}-${of.dropped}.png`), Buffer.from(sheet, "base64"));
    const inSpace = percentiles(measured, "in space");
    const overScreen = percentiles(measured, "over the screen");
    console.log(`${of.name}, ${of.dropped} dropped: in space ${told(inSpace)}; over the screen ${told(overScreen)}`);
    expect(inSpace.count).toBeGreaterThan(samples);
    expect(inSpace.median).toBeLessThan(1);
    expect(overScreen.median).toBeGreaterThan(3 * inSpace.median);
    view.expectNoErrors();
  },
);

interface Percentiles {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
}

function percentiles(measured: readonly Measured[], way: Measured["way"]): Percentiles {
  const sorted = measured
    .filter((each) => each.way === way)
    .map(({ percent }) => percent)
    .toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { count: sorted.length, median: at(0.5), p95: at(0.95) };
}

function told({ count, median, p95 }: Percentiles): string {
  return `median ${median.toFixed(2)} %, p95 ${p95.toFixed(2)} % (${count})`;
}
