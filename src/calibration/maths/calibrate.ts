import { CAMERA_TURN, DELAY, FOCAL, UNKNOWNS } from "./camera-model";
import { LEAST_DELAY, MOST_DELAY, searchDelay } from "./delay";
import { CalibrationRefusedError } from "./errors";
import { NormalEquations } from "./linear";
import { LEAST_SPEED, motionOf, NEEDED, speedOf } from "./motion";
import { PoseTrack } from "./pose-track";
import { deviationOf, type Fit, Solver } from "./solve";
import { startingModels } from "./start";
import type { Pose, Recording, Sighting, TimedPose } from "./types";

/** What was measured of a camera. Spreads are half widths of 95 % intervals. */
export interface Measurement {
  /** ms, and its spread. */
  readonly delay: number;
  readonly delaySpread: number;
  /** Widths of the frame, and its spread as a share. */
  readonly focal: number;
  readonly focalSpread: number;
  /** From the frame's left and top, widths. */
  readonly cx: number;
  readonly cy: number;
  /** Viewer from camera. */
  readonly camera: Pose;
  /** Degrees. */
  readonly turnSpread: number;
  /** Median distance between discs seen and foretold, widths. */
  readonly residual: number;
  /** Between neighbouring discs, metres. */
  readonly spacing: number;
  /** Frames that the card was seen in. */
  readonly frames: number;
}

/** Frames that the card must be seen in. */
export const LEAST_FRAMES = 120;
/** A fit worse than this is none, widths: of the discs' places, and of the card's shape. */
const WORST_RESIDUAL = 0.008;
const WORST_SHAPE = 0.002;
/** How far discs may deviate while the fit is still far off, widths. */
const ROUGH = 2e-3;
const WORST_DELAY_SPREAD = 5;
const WORST_FOCAL_SPREAD = 0.02;
/** Degrees. */
const WORST_TURN_SPREAD = 0.6;
/** Frames of the first look, and of the last. */
const FEW = 40;
const MANY = 200;
/** Parts of the recording that are left out one after another, to see how much hangs on each (Quenouille's jackknife). */
const PARTS = 8;

/**
 * Measures a camera by a recording of the card while the head moves.
 * @throws CalibrationRefusedError
 */
export function calibrate({ poses, sightings, aspect }: Recording): Measurement {
  const track = new PoseTrack(poses);
  const seen = sightings.filter(
    ({ time }) => track.at(time - LEAST_DELAY) !== null && track.at(time - MOST_DELAY) !== null,
  );
  checkMotion(track, seen);
  const middle = seen[seen.length >> 1];
  const origin = middle && track.at(middle.time);
  if (!middle || !origin) throw rarelySeen(seen.length);
  const delay = searchDelay(track, seen, origin);
  const first = firstFit(track, seen, aspect, delay);
  const many = evenly(seen, MANY);
  const solver = new Solver(track, many, aspect);
  const rough = solver.fit(first.model, 10, deviationOf(first.shapeResidual));
  const deviation = deviationOf(rough.shapeResidual);
  return check(solver, solver.fit(rough.model, 20, deviation), deviation, seen.length);
}

function checkMotion(track: PoseTrack, seen: readonly Sighting[]): void {
  if (seen.length < LEAST_FRAMES) throw rarelySeen(seen.length);
  const poses = seen.flatMap(({ time }): TimedPose[] => {
    const pose = track.at(time);
    return pose === null ? [] : [{ ...pose, time }];
  });
  const { yaw, pitch, roll, shift } = motionOf(poses);
  if (yaw < NEEDED.yaw || pitch < NEEDED.pitch || roll < NEEDED.roll) {
    const turns = [yaw, pitch, roll].map((angle) => angle.toFixed(0)).join(", ");
    throw new CalibrationRefusedError(
      "little-turn",
      `The head was turned by ${turns} degrees to the sides, up and down, and to the shoulders; ${NEEDED.yaw}, ${NEEDED.pitch} and ${NEEDED.roll} are needed.`,
    );
  }
  if (shift < NEEDED.shift)
    throw new CalibrationRefusedError(
      "little-shift",
      `The head was moved by ${(shift * 100).toFixed(0)} cm; ${NEEDED.shift * 100} are needed.`,
    );
  const speed = speedOf(poses);
  if (speed < LEAST_SPEED)
    throw new CalibrationRefusedError(
      "too-slow",
      `The head turned by ${speed.toFixed(1)} degrees a second; ${LEAST_SPEED} are needed to tell the delay.`,
    );
}

function rarelySeen(frames: number): CalibrationRefusedError {
  return new CalibrationRefusedError(
    "rarely-seen",
    `The card was seen in ${frames} frames; ${LEAST_FRAMES} are needed. Show it whole, flat and in good light.`,
  );
}

/** The best of several starts, on few frames. */
function firstFit(track: PoseTrack, seen: readonly Sighting[], aspect: number, delay: number): Fit {
  const few = evenly(seen, FEW);
  const solver = new Solver(track, few, aspect);
  const middle = few[few.length >> 1];
  const viewer = middle && track.at(middle.time - delay);
  const starts = middle && viewer ? startingModels(middle, viewer, aspect, delay) : [];
  const [best] = starts
    .map((model) => solver.fit(model, 3, ROUGH))
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, 3)
    .map(({ model }) => solver.fit(model, 25, ROUGH))
    .toSorted((a, b) => a.cost - b.cost);
  if (best === undefined || !Number.isFinite(best.cost))
    throw new CalibrationRefusedError("poor-fit", "No camera fits what was seen.");
  return best;
}

function check(solver: Solver, fit: Fit, deviation: number, frames: number): Measurement {
  const { model, residual, shapeResidual } = fit;
  if (residual > WORST_RESIDUAL || shapeResidual > WORST_SHAPE)
    throw new CalibrationRefusedError(
      "poor-fit",
      `The discs were seen ${(residual * 1000).toFixed(1)} thousandths of the picture's width from where any camera would show them. The card must lie still and flat.`,
    );
  const { delay } = model;
  if (delay < LEAST_DELAY || delay > MOST_DELAY)
    throw new CalibrationRefusedError("delay", `A delay of ${delay.toFixed(0)} ms is not believable.`);
  const spread = spreads(solver, fit, deviation);
  if (spread.delay > WORST_DELAY_SPREAD)
    throw new CalibrationRefusedError(
      "too-slow",
      `The delay is known to ${spread.delay.toFixed(0)} ms only: the head moved too slowly.`,
    );
  if (spread.focal > WORST_FOCAL_SPREAD || spread.turn > WORST_TURN_SPREAD)
    throw new CalibrationRefusedError(
      "unsure",
      `Focal length and direction are known to ${(spread.focal * 100).toFixed(1)} % and ${spread.turn.toFixed(1)} degrees only.`,
    );
  return {
    delay,
    delaySpread: spread.delay,
    focal: Math.exp(model.logFocal),
    focalSpread: spread.focal,
    cx: model.cx,
    cy: model.cy,
    camera: model.camera,
    turnSpread: spread.turn,
    residual,
    spacing: Math.exp(model.logSpacing),
    frames,
  };
}

/**
 * How far the result moves when parts of the recording are left out. Discs of a frame share the error of its pose, so the spread
 * of a fit that takes them for independent would be far too small.
 */
function spreads(solver: Solver, fit: Fit, deviation: number): { delay: number; focal: number; turn: number } {
  const size = Math.ceil(fit.frames.length / PARTS);
  const parts = Array.from({ length: PARTS }, (_, i) =>
    solver.equationsOf(fit, fit.frames.slice(i * size, (i + 1) * size), deviation),
  );
  let delay = 0;
  let focal = 0;
  let turn = 0;
  for (const left of parts) {
    const rest = new NormalEquations(UNKNOWNS);
    for (const part of parts) if (part !== left) rest.addAll(part);
    const step = rest.solve();
    if (step === null) return { delay: Infinity, focal: Infinity, turn: Infinity };
    delay += (step[DELAY] ?? 0) ** 2;
    focal += (step[FOCAL] ?? 0) ** 2;
    turn += Math.hypot(step[CAMERA_TURN] ?? 0, step[CAMERA_TURN + 1] ?? 0, step[CAMERA_TURN + 2] ?? 0) ** 2;
  }
  const interval = (square: number): number => 1.96 * Math.sqrt(((PARTS - 1) / PARTS) * square);
  return { delay: interval(delay), focal: interval(focal), turn: (interval(turn) * 180) / Math.PI };
}

function evenly(sightings: readonly Sighting[], most: number): readonly Sighting[] {
  if (sightings.length <= most) return sightings;
  return Array.from({ length: most }, (_, i) => sightings[Math.floor((i * sightings.length) / most)]).filter(
    (sighting) => sighting !== undefined,
  );
}
