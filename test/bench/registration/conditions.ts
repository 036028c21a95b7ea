import type { SpaceDish } from "../../../src/immersive/types";
import { positionOf } from "../../../src/space";
import { rimOf, type TrueDish } from "./dishes";
import { headPath, type PathName } from "./head-path";
import type { OutlineNoise } from "./masks";
import type { PoseError } from "./pose-noise";
import type { SimulationOptions } from "./simulation";
import type { DrawnDish } from "./surface-hit";

const OUTLINE: OutlineNoise = { place: 0.012, size: 0.02 };
/** A headset's or phone's tracking: drifts slowly by about a millimetre and a tenth of a degree. */
const POSE: PoseError = { metres: 0.001, degrees: 0.1, lasting: 0.5 };
const TABLE_ERROR = 0.004;

export type ConditionName =
  | "as it comes"
  | "frames lost"
  | "shaking poses"
  | "exact poses"
  | "exact dish"
  | "flat on the table";

type Change = (dish: TrueDish) => Partial<SimulationOptions>;

/** What differs from the first. */
export const CONDITIONS: Readonly<Record<ConditionName, Change>> = {
  "as it comes": () => ({}),
  "frames lost": () => ({ dropped: 0.2 }),
  "shaking poses": () => ({ pose: { ...POSE, lasting: 0 } }),
  "exact poses": () => ({ pose: { metres: 0, degrees: 0, lasting: 0 } }),
  "exact dish": (dish) => ({ drawn: drawExactly(dish) }),
  "flat on the table": () => ({ drawn: drawFlat }),
};

/** A path, a dish and a condition, from 2 s after the dish has come into view. What is assumed is said in docs/immersive.md. */
export function experiment(
  path: PathName,
  dish: TrueDish,
  condition: ConditionName,
  seconds: number,
): SimulationOptions {
  return {
    path: headPath(path, 3),
    dish,
    seconds,
    from: 2,
    outline: OUTLINE,
    pose: POSE,
    latency: 0.1,
    dropped: 0,
    tableError: TABLE_ERROR,
    seed: 11,
    ...CONDITIONS[condition](dish),
  };
}

/** The rim where it truly is; what is inside it stays assumed. */
function drawExactly(dish: TrueDish): (found: SpaceDish) => DrawnDish {
  const { radius, height } = rimOf(dish);
  const drawn = { x: dish.x, z: dish.z, radius, rimHeight: height - TABLE_ERROR, shape: null };
  return () => drawn;
}

/** What would be drawn if nobody asked for heights: what the outline looks like on the table. */
function drawFlat({ x, z, radius, rimHeight, maskView }: SpaceDish): DrawnDish {
  const camera = positionOf(maskView.pose);
  const grown = camera.y / (camera.y - rimHeight);
  return {
    x: camera.x + grown * (x - camera.x),
    z: camera.z + grown * (z - camera.z),
    radius: grown * radius,
    rimHeight: 0.001,
    shape: null,
  };
}
