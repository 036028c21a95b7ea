import { cardDots } from "../card";
import { NormalEquations } from "./linear";
import type { PoseTrack } from "./pose-track";
import { conjugate, multiply, subtract, toVector } from "./rotation";
import type { Pose, Sighting } from "./types";

/** Delays that are tried, ms. */
export const LEAST_DELAY = -20;
export const MOST_DELAY = 200;

/** A constant, the head's turn and its place. */
const TERMS = 7;

/**
 * The delay between frames and poses, to a millisecond, before anything is known of camera and card: that for which the head's
 * turning and moving explains best, linearly, where the card's middle is seen.
 * @param origin What turns are counted from.
 */
export function searchDelay(track: PoseTrack, sightings: readonly Sighting[], origin: Pose): number {
  const middles = sightings.map(({ time, points }) => ({ time, ...middleOf(points) }));
  let best = LEAST_DELAY;
  let least = Number.POSITIVE_INFINITY;
  for (let delay = LEAST_DELAY; delay <= MOST_DELAY; delay++) {
    const error = unexplained(track, middles, origin, delay);
    if (error < least) [best, least] = [delay, error];
  }
  return best;
}

interface Middle {
  readonly time: number;
  readonly x: number;
  readonly y: number;
}

/** Mean square of what a linear relation leaves of the middles' coordinates. */
function unexplained(track: PoseTrack, middles: readonly Middle[], origin: Pose, delay: number): number {
  const across = new NormalEquations(TERMS);
  const down = new NormalEquations(TERMS);
  let count = 0;
  let square = 0;
  for (const { time, x, y } of middles) {
    const pose = track.at(time - delay);
    if (pose === null) continue;
    const turn = toVector(multiply(conjugate(origin.rotation), pose.rotation));
    const row = [1, ...turn, ...subtract(pose.position, origin.position)];
    across.add(row, x);
    down.add(row, y);
    count++;
    square += x * x + y * y;
  }
  return count < MOST_DELAY / TERMS ? Number.POSITIVE_INFINITY : (square - explained(across) - explained(down)) / count;
}

/** Of the sum of squares: right side times solution. What does not vary (a head that is never tilted) takes nothing part. */
function explained(equations: NormalEquations): number {
  const solution = equations.solve(1e-9);
  return solution === null ? 0 : solution.reduce((sum, value, i) => sum + value * (equations.right[i] ?? 0), 0);
}

function middleOf(points: Float64Array): { x: number; y: number } {
  let x = 0;
  let y = 0;
  for (let i = 0; i < points.length; i += 2) {
    x += (points[i] ?? 0) / cardDots.length;
    y += (points[i + 1] ?? 0) / cardDots.length;
  }
  return { x, y };
}
