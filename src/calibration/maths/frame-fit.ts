import {
  cardInCamera,
  CENTRE_X,
  CENTRE_Y,
  type CameraModel,
  DELAY,
  FOCAL,
  moved,
  projectCard,
  SPACING,
  UNKNOWNS,
} from "./camera-model";
import { NormalEquations } from "./linear";
import type { PoseTrack } from "./pose-track";
import { add, conjugate, fromVector, multiply, subtract, toVector } from "./rotation";
import type { Pose, Sighting } from "./types";

/** Unknowns of a frame of its own: by how much its pose is wrong, a turn and a place. */
const ERRORS = 6;
/** Unknowns of a pose: its turn in its own space, then its place. */
const RIGID = [0, 1, 2, 3, 4, 5] as const;
/** How wrong poses are, standard deviations: radians and metres. */
const POSE_DEVIATIONS = [1.5e-3, 1.5e-3, 1.5e-3, 1e-3, 1e-3, 1e-3] as const;
/** How far a step goes for a difference quotient: ms (far enough that the poses' trembling is not taken for speed); logarithms, widths, radians, metres. */
const MILLISECONDS = 8;
const SMALL = 1e-5;
/** A distance beyond this many standard deviations counts with its length instead of its square (Huber 1964). */
const HUBER = 2;
/** The same for the error of a pose, all six together: the headset's tracking jumps now and then. */
const POSE_HUBER = 4;

/** How one frame agrees with a model. */
export interface FrameFit {
  readonly sighting: Sighting;
  readonly viewer: Pose;
  readonly foretold: Float64Array;
  /** Seen less foretold, widths, two numbers a disc. */
  readonly gaps: Float64Array;
  /** The same when the pose is wrong by what explains most. */
  readonly shapeGaps: Float64Array;
  /** How far that pose error is from the usual, squared. */
  readonly poseCost: number;
  /** What turning and moving the card in the camera's space does to each number, and what errors of the viewer's pose do. */
  readonly cardSlopes: readonly Float64Array[];
  readonly poseSlopes: readonly Float64Array[];
}

/**
 * Compares a frame with a model. All discs of a frame share the error of its pose, which is many times that of a disc's place in
 * the picture: told apart, the shape of the card in the picture says what it can of the lens.
 * @param deviation Of a disc's coordinates, widths.
 * @returns Null where there is no pose for the frame.
 */
export function fitFrame(model: CameraModel, track: PoseTrack, sighting: Sighting, deviation: number): FrameFit | null {
  const viewer = track.at(sighting.time - model.delay);
  if (viewer === null) return null;
  const seen = cardInCamera(model, viewer);
  const foretold = projectCard(model, seen);
  const gaps = sighting.points.map((point, i) => point - (foretold[i] ?? 0));
  const cardSlopes = RIGID.map((unknown) => slope((way) => projectCard(model, shifted(seen, unknown, way))));
  const poseSlopes = RIGID.map((unknown) =>
    chained(
      cardSlopes,
      movement(seen, (way) => cardInCamera(model, shifted(viewer, unknown, way)), SMALL),
    ),
  );
  const equations = new NormalEquations(ERRORS);
  equations.addColumns(poseSlopes, gaps, new Float64Array(gaps.length).fill(deviation ** -2));
  POSE_DEVIATIONS.forEach((usual, i) => equations.add(unitRow(ERRORS, i), 0, usual ** -2));
  const errors = equations.solve() ?? new Float64Array(ERRORS);
  const shapeGaps = gaps.map((value, i) =>
    poseSlopes.reduce((rest, by, k) => rest - (by[i] ?? 0) * (errors[k] ?? 0), value),
  );
  const poseCost = POSE_DEVIATIONS.reduce((sum, usual, i) => sum + ((errors[i] ?? 0) / usual) ** 2, 0);
  return { sighting, viewer, foretold, gaps, shapeGaps, poseCost, cardSlopes, poseSlopes };
}

/** What is minimised: squares in standard deviations, lengths for what lies far off. */
export function costOf({ shapeGaps, poseCost }: FrameFit, deviation: number): number {
  const jump = Math.sqrt(poseCost);
  let cost = huber(jump, POSE_HUBER);
  for (let i = 0; i < shapeGaps.length; i += 2) {
    const far = Math.hypot(shapeGaps[i] ?? 0, shapeGaps[i + 1] ?? 0) / deviation;
    cost += huber(far, HUBER);
  }
  return cost;
}

function huber(far: number, limit: number): number {
  return far <= limit ? far ** 2 : 2 * limit * far - limit ** 2;
}

/** What a frame says of the step that improves the model most; the error of its own pose is eliminated. */
export function equationsOf(model: CameraModel, track: PoseTrack, fit: FrameFit, deviation: number): NormalEquations {
  const { gaps, shapeGaps, poseSlopes } = fit;
  const slopes = [...modelSlopes(model, track, fit), ...poseSlopes];
  const equations = new NormalEquations(UNKNOWNS + ERRORS);
  const weights = gaps.map((_, i) => {
    const pair = i - (i % 2);
    const far = Math.hypot(shapeGaps[pair] ?? 0, shapeGaps[pair + 1] ?? 0) / deviation;
    return Math.min(1, HUBER / far) / deviation ** 2;
  });
  equations.addColumns(slopes, gaps, weights);
  const trust = Math.min(1, POSE_HUBER / Math.sqrt(fit.poseCost));
  POSE_DEVIATIONS.forEach((usual, i) =>
    equations.add(unitRow(UNKNOWNS + ERRORS, UNKNOWNS + i), 0, trust * usual ** -2),
  );
  return equations.eliminated(UNKNOWNS);
}

/** What each unknown of the model does to each number. */
function modelSlopes(model: CameraModel, track: PoseTrack, fit: FrameFit): Float64Array[] {
  const { sighting, viewer, foretold, cardSlopes } = fit;
  const seen = cardInCamera(model, viewer);
  return Array.from({ length: UNKNOWNS }, (_, unknown) => {
    switch (unknown) {
      case FOCAL:
        return foretold.map((value, i) => value - (i % 2 === 0 ? model.cx : model.cy));
      case CENTRE_X:
      case CENTRE_Y:
        return foretold.map((_value, i) => (i % 2 === unknown - CENTRE_X ? 1 : 0));
      case SPACING:
        return slope((way) => projectCard({ ...model, logSpacing: model.logSpacing + way }, seen));
      default: {
        const step = new Float64Array(UNKNOWNS);
        const near = (way: number): Pose => {
          step[unknown] = way;
          const other = moved(model, step);
          // Where no pose is known a little earlier or later, the frame says nothing of the delay.
          const from = unknown === DELAY ? (track.at(sighting.time - other.delay) ?? viewer) : viewer;
          return cardInCamera(other, from);
        };
        return chained(cardSlopes, movement(seen, near, unknown === DELAY ? MILLISECONDS : SMALL));
      }
    }
  });
}

function slope(at: (way: number) => Float64Array): Float64Array {
  const after = at(SMALL);
  const before = at(-SMALL);
  return after.map((value, i) => (value - (before[i] ?? 0)) / (2 * SMALL));
}

/** How a pose turns and moves with an unknown, in the unknowns of `shifted`. */
function movement(pose: Pose, at: (way: number) => Pose, difference: number): number[] {
  const [after, before] = [at(difference), at(-difference)];
  const back = conjugate(pose.rotation);
  const turns = subtract(toVector(multiply(back, after.rotation)), toVector(multiply(back, before.rotation)));
  return [...turns, ...subtract(after.position, before.position)].map((value) => value / (2 * difference));
}

function chained(slopes: readonly Float64Array[], movements: readonly number[]): Float64Array {
  const sum = new Float64Array(slopes[0]?.length ?? 0);
  slopes.forEach((by, k) => {
    const share = movements[k] ?? 0;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + share * (by[i] ?? 0);
  });
  return sum;
}

function shifted({ position, rotation }: Pose, unknown: number, way: number): Pose {
  const at = (i: number): number => (i === unknown ? way : 0);
  if (unknown < 3) return { position, rotation: multiply(rotation, fromVector([at(0), at(1), at(2)])) };
  return { position: add(position, [at(3), at(4), at(5)]), rotation };
}

function unitRow(size: number, at: number): Float64Array {
  const row = new Float64Array(size);
  row[at] = 1;
  return row;
}
