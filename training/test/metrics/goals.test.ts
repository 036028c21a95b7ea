import { describe, expect, it } from "vitest";

import { goalLines, goalTable } from "../../src/metrics";
import { goalRows } from "../../src/metrics/goals";

const metrics = {
  accuracy: { shareOfReal: 0.2, dish: { shareOfReal: 0.99 } },
  kid: { dish: { shareOfUntranslated: { value: 0.25, low: 0.1, high: 0.4 }, worstShare: 0.2, worstDish: "ramen" } },
  c2st: { dish: { error: { value: 0.05, low: 0, high: 0.1 } } },
  composited: { outside: { value: 0, low: 0, high: 0 } },
  weights: { bytes: 700_000, int8Psnr: "no 32-bit weights: name the run" },
};
const rows = goalRows("stargan", metrics, { warp: "it needs frames" });
const metOf = (figure: RegExp): unknown => rows.find((row) => figure.test(row.figure))?.met;

describe("goals", () => {
  it("are met from below or from above, each as it is meant, the limits included", () => {
    expect(metOf(/judge/)).toBe("missed");
    expect(metOf(/KID/)).toBe("floor");
    expect(metOf(/worst/)).toBe("goal");
    expect(metOf(/fresh net/)).toBe("missed");
    expect(metOf(/compositing/)).toBe("goal");
    expect(metOf(/^weights/)).toBe("floor");
  });

  it("stand in the units of the table, the worst dish by its name", () => {
    expect(rows.find(({ unit }) => unit === "%")).toMatchObject({ ours: 5, floor: 10, goal: 30 });
    expect(rows.find(({ unit }) => unit === "MB")).toMatchObject({ ours: 0.7, floor: 1, goal: 0.6 });
    expect(goalTable(rows)).toContain("| the same: worst dish | 0.200 (ramen) | 0.700 | 0.250 | goal |");
    expect(goalLines(rows)[0]).toMatch(/^figure +ours +floor +goal +met$/);
  });

  it("say why there is no figure", () => {
    const why = (figure: RegExp): unknown => rows.find((row) => figure.test(row.figure))?.note;
    expect(why(/PSNR/)).toBe("no 32-bit weights: name the run");
    expect(why(/warp/)).toBe("it needs frames");
    expect(why(/edge/)).toBe("structure was not asked for");
    const whole = goalRows("stargan", { accuracy: { shareOfReal: 1 } }, {});
    expect(whole[0]?.note).toMatch(/name the crops/);
    expect(goalTable(rows)).toContain("| not measured (it needs frames) |");
  });

  it("are those of a segmenter too, and none for other families", () => {
    expect(goalRows("segmenter", { "dish-iou": { mean: 0.85 } }, {})).toMatchObject([{ ours: 0.85, met: "floor" }]);
    expect(goalRows("dcgan", metrics, {})).toEqual([]);
  });
});
