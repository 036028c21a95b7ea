import { CAMERA_PLACE, CENTRE_X, CENTRE_Y, type CameraModel, moved, SPACING, UNKNOWNS } from "./camera-model";
import { costOf, equationsOf, fitFrame, type FrameFit } from "./frame-fit";
import { NormalEquations } from "./linear";
import type { PoseTrack } from "./pose-track";
import type { Sighting } from "./types";

/** A model, and how well it foretells what was seen. */
export interface Fit {
  readonly model: CameraModel;
  readonly frames: readonly FrameFit[];
  /** Median distance between discs seen and foretold, widths. Infinite where nothing could be foretold. */
  readonly residual: number;
  /** The same without what errors of the poses explain. */
  readonly shapeResidual: number;
  /** What is minimised, a frame. */
  readonly cost: number;
}

/** Share of the cost; a step that gains less is the last. */
const LEAST_GAIN = 1e-6;
/** Widths; no disc is found better. */
const LEAST_DEVIATION = 1e-4;
/** A disc's coordinates deviate by this much of the median distance (Rayleigh's distribution). */
const DEVIATION_OF_MEDIAN = 0.85;

/** What is known beforehand: standard deviations from the usual. They matter only where the recording leaves something open. */
const PRIORS = [
  { at: CENTRE_X, usual: 0.05, distance: (model: CameraModel) => model.cx - 0.5 },
  { at: CENTRE_Y, usual: 0.05, distance: (model: CameraModel, aspect: number) => model.cy - 0.5 / aspect },
  { at: CAMERA_PLACE, usual: 0.1, distance: (model: CameraModel) => model.camera.position[0] },
  { at: CAMERA_PLACE + 1, usual: 0.1, distance: (model: CameraModel) => model.camera.position[1] },
  { at: CAMERA_PLACE + 2, usual: 0.1, distance: (model: CameraModel) => model.camera.position[2] },
  { at: SPACING, usual: 1.5, distance: (model: CameraModel) => model.logSpacing - Math.log(0.03) },
] as const;

/** Fits models to sightings, by Levenberg-Marquardt with Huber's loss. */
export class Solver {
  readonly #track: PoseTrack;
  readonly #sightings: readonly Sighting[];
  readonly #aspect: number;

  constructor(track: PoseTrack, sightings: readonly Sighting[], aspect: number) {
    this.#track = track;
    this.#sightings = sightings;
    this.#aspect = aspect;
  }

  /** The model alone, unchanged. @param deviation Of a disc's coordinates, widths. */
  judge(model: CameraModel, deviation: number): Fit {
    const frames = this.#sightings.flatMap((sighting) => fitFrame(model, this.#track, sighting, deviation) ?? []);
    const priors = PRIORS.reduce((sum, { usual, distance }) => sum + (distance(model, this.#aspect) / usual) ** 2, 0);
    const cost = (frames.reduce((sum, frame) => sum + costOf(frame, deviation), 0) + priors) / frames.length;
    return {
      model,
      frames,
      residual: median(frames.flatMap(({ gaps }) => lengths(gaps))),
      shapeResidual: median(frames.flatMap(({ shapeGaps }) => lengths(shapeGaps))),
      cost: Number.isFinite(cost) ? cost : Infinity,
    };
  }

  /** The model that fits best near `start`, after at most `steps` steps. */
  fit(start: CameraModel, steps: number, deviation: number): Fit {
    let best = this.judge(start, deviation);
    let damping = 1e-3;
    for (let taken = 0; taken < steps && Number.isFinite(best.cost); taken++) {
      const equations = this.equations(best, deviation);
      const before = best.cost;
      let better: Fit | null = null;
      while (better === null && damping < 1e6) {
        const step = equations.solve(damping);
        const next = step === null ? null : this.judge(moved(best.model, step), deviation);
        if (next !== null && next.cost < before) better = next;
        else damping *= 8;
      }
      if (better === null) break;
      best = better;
      damping = Math.max(damping / 10, 1e-9);
      if (1 - best.cost / before < LEAST_GAIN) break;
    }
    return best;
  }

  /** Normal equations of the step that improves a model most. */
  equations(fit: Fit, deviation: number): NormalEquations {
    const equations = this.equationsOf(fit, fit.frames, deviation);
    for (const { at, usual, distance } of PRIORS) {
      const row = new Float64Array(UNKNOWNS);
      row[at] = 1;
      equations.add(row, -distance(fit.model, this.#aspect), usual ** -2);
    }
    return equations;
  }

  /** What some of its frames say alone. */
  equationsOf(fit: Fit, frames: readonly FrameFit[], deviation: number): NormalEquations {
    const equations = new NormalEquations(UNKNOWNS);
    for (const frame of frames) equations.addAll(equationsOf(fit.model, this.#track, frame, deviation));
    return equations;
  }
}

/** How far a disc's coordinates deviate, by the median distance. Widths. */
export function deviationOf(shapeResidual: number): number {
  return Math.max(shapeResidual * DEVIATION_OF_MEDIAN, LEAST_DEVIATION);
}

function lengths(gaps: Float64Array): number[] {
  return Array.from({ length: gaps.length / 2 }, (_, i) => Math.hypot(gaps[2 * i] ?? 0, gaps[2 * i + 1] ?? 0));
}

function median(values: readonly number[]): number {
  if (values.length === 0) return Number.POSITIVE_INFINITY;
  return Float64Array.from(values).toSorted()[values.length >> 1] ?? Number.POSITIVE_INFINITY;
}
