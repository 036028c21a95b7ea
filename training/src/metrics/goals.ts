import * as v from "valibot";

import type { ModelFamily } from "../../../src/net/config";
import { figureAt, type Figures } from "./figures";

const rowSchema = v.object({
  figure: v.string(),
  unit: v.string(),
  /** Missing where it was not measured; the note then says why. */
  ours: v.exactOptional(v.number()),
  floor: v.number(),
  goal: v.number(),
  /** What of the two is reached. */
  met: v.picklist(["goal", "floor", "missed", "not measured"]),
  /** Which dish it is, or why there is no figure. */
  note: v.exactOptional(v.string()),
});

/** A figure beside what was aimed at. */
export type GoalRow = v.InferOutput<typeof rowSchema>;

/** Of the JSON of `mealshift evaluate`. */
export const goalRowsSchema = v.array(rowSchema);

interface Goal {
  readonly figure: string;
  readonly unit: "" | "%" | "of 255" | "dB" | "MB";
  readonly floor: number;
  readonly goal: number;
  /** Metric, then the names of the figure and the groups around it. */
  readonly path: readonly [string, ...string[]];
  /** What the figure is multiplied with to have the unit. */
  readonly scale?: number;
  /** Name of the dish, beside the figure. */
  readonly note?: string;
}

/** What the models of a family are meant to reach. Where both are known, dishes alone count: the lens shows nothing else. */
const goals: Partial<Readonly<Record<ModelFamily, readonly Goal[]>>> = {
  segmenter: [{ figure: "IoU of the dish", unit: "", floor: 0.8, goal: 0.9, path: ["dish-iou", "mean"] }],
  stargan: [
    {
      figure: "judge's accuracy on translations, share of that on real pictures",
      unit: "",
      floor: 1,
      goal: 1,
      path: ["accuracy", "dish", "shareOfReal"],
    },
    {
      figure: "KID to real pictures, share of that of untranslated ones: mean over the dishes",
      unit: "",
      floor: 0.25,
      goal: 0.1,
      path: ["kid", "dish", "shareOfUntranslated"],
    },
    {
      figure: "the same: worst dish",
      unit: "",
      floor: 0.7,
      goal: 0.25,
      path: ["kid", "dish", "worstShare"],
      note: "worstDish",
    },
    {
      figure: "error of a fresh net at telling translations from real pictures (50 %: it cannot)",
      unit: "%",
      floor: 10,
      goal: 30,
      path: ["c2st", "dish", "error"],
      scale: 100,
    },
    {
      figure: "edge IoU with the input inside the dish",
      unit: "",
      floor: 0.3,
      goal: 0.4,
      path: ["structure", "dish", "edgeIou"],
    },
    {
      figure: "mean absolute change outside the dish's mask after compositing",
      unit: "of 255",
      floor: 1,
      goal: 0,
      path: ["composited", "outside"],
    },
    {
      figure: "warp error inside the dish, between a frame and its 2-pixel shift",
      unit: "",
      floor: 0.04,
      goal: 0.02,
      path: ["warp", "dish", "error"],
    },
    { figure: "PSNR of int8 weights against 32 bits", unit: "dB", floor: 35, goal: 40, path: ["weights", "int8Psnr"] },
    { figure: "weights", unit: "MB", floor: 1, goal: 0.6, path: ["weights", "bytes"], scale: 1e-6 },
  ],
};

/** The figures that a family is judged by, those that were not measured included; none for a family without goals. */
export function goalRows(
  family: ModelFamily,
  metrics: Readonly<Record<string, Figures>>,
  leftOut: Readonly<Record<string, string>>,
): GoalRow[] {
  return (goals[family] ?? []).map((goal) => {
    const { figure, unit, floor, goal: wanted, path, scale = 1 } = goal;
    const found = figureAt(metrics, path);
    const aims = { figure, unit, floor, goal: wanted };
    if (typeof found !== "number") {
      const note = typeof found === "string" ? found : (leftOut[path[0]] ?? reasonOf(metrics, path));
      return { ...aims, met: "not measured", note };
    }
    const dish = goal.note === undefined ? undefined : figureAt(metrics, [...path.slice(0, -1), goal.note]);
    const ours = found * scale;
    return {
      ...aims,
      ours,
      met: metBy(ours, floor, wanted),
      ...(typeof dish === "string" ? { note: dish } : {}),
    };
  });
}

function reasonOf(metrics: Readonly<Record<string, Figures>>, [metric]: Goal["path"]): string {
  return metrics[metric] === undefined
    ? `${metric} was not asked for`
    : "dishes are not known: name the crops in the recipe, as data.crops";
}

/** Less is better where the goal lies below the floor. */
function metBy(ours: number, floor: number, goal: number): GoalRow["met"] {
  const reaches = (aim: number): boolean => (goal < floor ? ours <= aim : ours >= aim);
  if (reaches(goal)) return "goal";
  return reaches(floor) ? "floor" : "missed";
}
