import { add, conjugate, fromVector, multiply, normalise, subtract, toVector } from "./rotation";
import type { Pose, Quaternion, TimedPose } from "./types";

/** Poses further apart than this say nothing of the time between them: the headset lost itself, or the page stood still. Ms. */
const LARGEST_GAP = 60;
/** Poses tremble by more than heads do within such a time: each is smoothed over it. Ms, standard deviation and the furthest. */
const SMOOTHING = 12;
const FURTHEST = 36;

/** Poses of a whole recording, asked at any time between. */
export class PoseTrack {
  readonly #poses: readonly TimedPose[];

  /** @param poses In order of time. */
  constructor(poses: readonly TimedPose[]) {
    this.#poses = poses.map((_, i) => smoothed(poses, i));
  }

  /** The pose at a time, ms, or null where there is none near. */
  at(time: number): Pose | null {
    const after = this.#indexAfter(time);
    const b = this.#poses[after];
    const a = this.#poses[after - 1];
    if (a === undefined || b === undefined || b.time - a.time > LARGEST_GAP) return null;
    const share = (time - a.time) / (b.time - a.time);
    return {
      position: [
        mix(a.position[0], b.position[0], share),
        mix(a.position[1], b.position[1], share),
        mix(a.position[2], b.position[2], share),
      ],
      rotation: between(a.rotation, b.rotation, share),
    };
  }

  /** Index of the first pose later than `time`. */
  #indexAfter(time: number): number {
    let low = 0;
    let high = this.#poses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const pose = this.#poses[middle];
      if (pose !== undefined && pose.time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The pose at a place of the list by a weighted line through its neighbours, which neither delays nor flattens what moves evenly. */
function smoothed(poses: readonly TimedPose[], at: number): TimedPose {
  const centre = poses[at];
  if (centre === undefined) throw new RangeError("There is no such pose.");
  const back = conjugate(centre.rotation);
  const sums = new Float64Array(6);
  const slopes = new Float64Array(6);
  let [weights, times, squares] = [0, 0, 0];
  const take = (pose: TimedPose): boolean => {
    const away = pose.time - centre.time;
    if (Math.abs(away) > FURTHEST) return false;
    const weight = Math.exp(-0.5 * (away / SMOOTHING) ** 2);
    weights += weight;
    times += weight * away;
    squares += weight * away * away;
    const values = [...subtract(pose.position, centre.position), ...toVector(multiply(back, pose.rotation))];
    values.forEach((value, i) => {
      sums[i] = (sums[i] ?? 0) + weight * value;
      slopes[i] = (slopes[i] ?? 0) + weight * away * value;
    });
    return true;
  };
  take(centre);
  for (let i = at - 1, pose = poses[i]; pose !== undefined && take(pose); pose = poses[--i]);
  for (let i = at + 1, pose = poses[i]; pose !== undefined && take(pose); pose = poses[++i]);
  // The line's value at the middle; with one pose alone, that pose.
  const scale = weights * squares - times * times;
  const value = (i: number): number =>
    scale < 1e-9 ? 0 : ((sums[i] ?? 0) * squares - (slopes[i] ?? 0) * times) / scale;
  return {
    time: centre.time,
    position: add(centre.position, [value(0), value(1), value(2)]),
    rotation: multiply(centre.rotation, fromVector([value(3), value(4), value(5)])),
  };
}

/** Along the chord: between two frames of a headset it differs from the arc by less than a hundredth of a degree. */
function between(a: Quaternion, b: Quaternion, share: number): Quaternion {
  const sign = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] < 0 ? -1 : 1;
  return normalise([
    mix(a[0], sign * b[0], share),
    mix(a[1], sign * b[1], share),
    mix(a[2], sign * b[2], share),
    mix(a[3], sign * b[3], share),
  ]);
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
