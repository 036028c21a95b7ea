import type { Square } from "../../../src/net/dish";
import { DishTracker, type Dish } from "../../../src/net/dish/tracker";
import { SpaceTracker } from "../../../src/immersive/tracker";
import type { SpaceDish } from "../../../src/immersive/types";
import {
  ellipseOfDisc,
  meetPlane,
  pixelMatrix,
  projectionOf,
  projectPoint,
  rayThrough,
  type CameraView,
  type Matrix,
  type Pixel,
  type Vector,
} from "../../../src/space";
import { isInside, rimOf, type TrueDish } from "./dishes";
import type { HeadPath } from "./head-path";
import { maskOf, type OutlineNoise } from "./masks";
import { PoseNoise, type PoseError } from "./pose-noise";
import { Random } from "./random";
import { hit, hitDrawn, type DrawnDish } from "./surface-hit";

export interface SimulationOptions {
  readonly path: HeadPath;
  readonly dish: TrueDish;
  readonly seconds: number;
  /** Figures are taken from here on, s. */
  readonly from: number;
  readonly outline: OutlineNoise;
  readonly pose: PoseError;
  /** Of a mask and of a translation, s: both work on the newest frame, and show what came out that much later. */
  readonly latency: number;
  /** Part of the camera's frames that are lost, [0, 1]. */
  readonly dropped: number;
  /** How much higher the table is held to be than it is, metres. */
  readonly tableError: number;
  /** What is drawn, instead of what was estimated: to tell what an error comes from. */
  readonly drawn?: (dish: SpaceDish) => DrawnDish;
  readonly seed: number;
}

/** Errors of all points in all display frames, parts of the dish's width as seen. */
export interface Errors {
  readonly projective: number[];
  readonly overlay: number[];
  /** Points that the stage draws nowhere. */
  missing: number;
  /** The dish as it was estimated in the end. */
  estimate: SpaceDish | null;
}

export const WIDTH = 640;
export const HEIGHT = 480;
/** As wide as a phone's or a headset's camera: 64 degrees across. */
const projection = projectionOf({ fx: 512, fy: 512, cx: 320, cy: 240 }, WIDTH, HEIGHT);

const DISPLAY = 72;
const CAMERA = 30;
/** The lens segments at most this often. */
const SEGMENTING = 10;

interface CameraFrame {
  readonly time: number;
  readonly truth: CameraView;
  readonly view: CameraView;
}

/** A picture on its way through segmenter or translator. */
interface Work {
  readonly frame: CameraFrame;
  readonly done: number;
}

interface Translation extends Work {
  /** What was asked to be translated, by the overlay's tracker. */
  readonly roi: Square | undefined;
}

/** Plays a head's path before one dish through the real trackers, and measures in each display frame how far points are off. */
export function simulate(options: SimulationOptions): Errors {
  const { path, dish, latency } = options;
  const random = new Random(options.seed);
  const noise = new PoseNoise(options.pose, random);
  // What is taken for y = 0 lies higher than the table: the dish stands below it.
  const truth = { ...dish, base: dish.base - options.tableError };
  const space = new SpaceTracker();
  const screen = new DishTracker();
  const points = pointsOf(truth);
  const errors: Errors = { projective: [], overlay: [], missing: 0, estimate: null };
  let frame: CameraFrame | null = null;
  let nextFrame = 0;
  let nextMask = 0;
  let segmenting: Work | null = null;
  let translating: Translation | null = null;
  let shown: Translation | null = null;
  for (let tick = 0; tick < options.seconds * DISPLAY; tick++) {
    const now = tick / DISPLAY;
    const pose = path(now);
    const view = viewOf(noise.apply(pose, now));
    if (now >= nextFrame) {
      nextFrame += 1 / CAMERA;
      if (random.uniform() >= options.dropped) frame = { time: now, truth: viewOf(pose), view };
    }
    if (segmenting !== null && now >= segmenting.done) {
      const { frame: seen } = segmenting;
      const matrix = pixelMatrix(seen.truth, WIDTH, HEIGHT);
      const mask = maskOf([truth], matrix, WIDTH, HEIGHT, options.outline, random);
      const moment = { width: WIDTH, height: HEIGHT, timestamp: 1000 * seen.time };
      space.update(mask, { ...moment, view: seen.view });
      screen.update(mask, moment);
      segmenting = null;
    }
    if (frame !== null && segmenting === null && now >= nextMask) {
      nextMask = now + 1 / SEGMENTING;
      segmenting = { frame, done: now + latency };
    }
    if (translating !== null && now >= translating.done) {
      shown = translating;
      translating = null;
    }
    if (frame !== null && translating === null && space.dishes.length > 0) {
      const [at] = screen.predict({ timestamp: 1000 * frame.time });
      translating = { frame, done: now + latency, roi: at?.roi };
    }
    const [found] = space.dishes;
    if (shown === null || found === undefined || now < options.from) continue;
    const drawn = options.drawn?.(found) ?? found;
    const [overlay] = screen.predict({ timestamp: 1000 * now });
    measure(truth, points, shown, viewOf(pose), view, drawn, overlay, errors);
  }
  errors.estimate = space.dishes[0] ?? null;
  return errors;
}

function viewOf(pose: Matrix): CameraView {
  return { pose, projection, table: 1 };
}

/** On the rim, and on the food. */
function pointsOf(dish: TrueDish): Vector[] {
  const rim = rimOf(dish);
  const ring = (radius: number, y: number, count: number): Vector[] =>
    Array.from({ length: count }, (_, k) => {
      const angle = (k * 2 * Math.PI) / count;
      return { x: dish.x + radius * Math.cos(angle), y, z: dish.z + radius * Math.sin(angle) };
    });
  const food = dish.base + dish.foodHeight;
  return [
    // Hardly inside, so that rays that pass meet it.
    ...ring(0.995 * rim.radius, rim.height, 12),
    ...ring(0.9 * dish.foodRadius, food, 6),
    ...ring(0.45 * dish.foodRadius, food, 6),
  ];
}

function measure(
  dish: TrueDish,
  points: readonly Vector[],
  shown: Translation,
  truth: CameraView,
  display: CameraView,
  drawn: DrawnDish,
  overlay: Dish | undefined,
  errors: Errors,
): void {
  const before = pixelMatrix(shown.frame.truth, WIDTH, HEIGHT);
  const now = pixelMatrix(truth, WIDTH, HEIGHT);
  const drawing = pixelMatrix(display, WIDTH, HEIGHT);
  const rim = rimOf(dish);
  const outline = ellipseOfDisc(now, { x: dish.x, z: dish.z, radius: rim.radius }, rim.height);
  if (outline === null) return;
  const width = 2 * outline.rx;
  for (const point of points) {
    const texel = projectPoint(before, point);
    const wanted = projectPoint(now, point);
    if (texel === null || wanted === null || !isSeen(dish, shown.frame.truth, texel, point)) continue;
    if (!isSeen(dish, truth, wanted, point)) continue;
    const ray = rayThrough(shown.frame.view, WIDTH, HEIGHT, texel.x, texel.y);
    const met = hitDrawn(ray, drawn);
    const put = met === null ? null : projectPoint(drawing, met);
    if (put === null) errors.missing++;
    else errors.projective.push(Math.hypot(put.x - wanted.x, put.y - wanted.y) / width);
    if (shown.roi === undefined || overlay === undefined) continue;
    const scale = overlay.roi.size / shown.roi.size;
    const x = overlay.roi.cx + scale * (texel.x - shown.roi.cx);
    const y = overlay.roi.cy + scale * (texel.y - shown.roi.cy);
    errors.overlay.push(Math.hypot(x - wanted.x, y - wanted.y) / width);
  }
}

/** In the picture, and nothing of the dish before it. */
function isSeen(dish: TrueDish, view: CameraView, pixel: Pixel, point: Vector): boolean {
  if (pixel.x < 0 || pixel.y < 0 || pixel.x > WIDTH || pixel.y > HEIGHT) return false;
  const ray = rayThrough(view, WIDTH, HEIGHT, pixel.x, pixel.y);
  if (meetPlane(ray, point.y) === null) return false;
  const first = hit(ray, rimOf(dish).height + 0.001, ({ x, y, z }) => isInside(dish, x, y, z));
  return Math.hypot(first.x - point.x, first.y - point.y, first.z - point.z) < 0.004;
}
