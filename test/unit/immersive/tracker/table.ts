import { SpaceTracker, type SpaceTrackerOptions } from "../../../../src/immersive/tracker";
import { pixelMatrix, projectionOf, type CameraView, type Vector } from "../../../../src/space";
import type { Dish } from "../../../../src/segmentation/types";
import type { TrueDish } from "../../../bench/registration/dishes";
import { lookAt } from "../../../bench/registration/head-path";
import { maskOf, type OutlineNoise } from "../../../bench/registration/masks";
import { Random } from "../../../bench/registration/random";

export const WIDTH = 640;
export const HEIGHT = 480;
export const projection = projectionOf({ fx: 520, fy: 520, cx: 320, cy: 240 }, WIDTH, HEIGHT);

export const SEAT: Vector = { x: 0, y: 0.45, z: 0.45 };
const MIDDLE: Vector = { x: 0, y: 0, z: 0 };

export function viewFrom(eye: Vector, target: Vector = MIDDLE, table = 1): CameraView {
  return { pose: lookAt(eye, target), projection, table };
}

export function plate(x: number, z: number, radius = 0.1): TrueDish {
  const wall = [
    { radius: 0.6 * radius, height: 0 },
    { radius, height: 0.02 },
  ];
  return { name: "plate", x, z, base: 0, wall, foodHeight: 0.016, foodRadius: 0.8 * radius };
}

/** A tracker, a table, and a clock that ticks 100 ms per mask. */
export class Meal {
  readonly tracker: SpaceTracker;
  readonly random = new Random(7);
  time = 1000;

  constructor(options: SpaceTrackerOptions = {}) {
    this.tracker = new SpaceTracker(options);
  }

  look(
    dishes: readonly TrueDish[],
    view = viewFrom(SEAT),
    noise: OutlineNoise = { place: 0, size: 0 },
  ): readonly Dish[] {
    this.time += 100;
    const mask = maskOf(dishes, pixelMatrix(view, WIDTH, HEIGHT), WIDTH, HEIGHT, noise, this.random);
    return this.tracker.update(mask, { width: WIDTH, height: HEIGHT, timestamp: this.time, view });
  }

  lookFor(ms: number, dishes: readonly TrueDish[], view = viewFrom(SEAT), noise?: OutlineNoise): readonly Dish[] {
    let seen: readonly Dish[] = [];
    for (let k = 0; k < ms; k += 100) seen = this.look(dishes, view, noise);
    return seen;
  }
}
