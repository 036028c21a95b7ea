import { rigidOf, type Rotation } from "./rigid";
import { rotationOf, slerp } from "./rotation";
import type { Matrix, Vector } from "./types";

export interface PoseHistoryOptions {
  /** Poses that are kept. Default 256: more than two seconds at 120 Hz. */
  readonly capacity?: number;
  /** Between two poses further apart than this nothing is known, ms. Default 100. */
  readonly longestGap?: number;
  /** A motion goes on this long after the newest pose, ms. Default 40. */
  readonly horizon?: number;
}

interface TimedPose {
  readonly time: number;
  readonly position: Vector;
  readonly rotation: Rotation;
}

/** The speed at the end is that over this time, ms: over one frame it would be mostly trembling. */
const SPEED_SPAN = 50;

/** Where a device was: timed rigid poses of the last seconds, and those between them. */
export class PoseHistory {
  private readonly capacity: number;
  private readonly longestGap: number;
  private readonly horizon: number;
  private readonly poses: TimedPose[] = [];
  /** Where the oldest pose lies in `poses` once it is full. */
  private first = 0;

  constructor({ capacity = 256, longestGap = 100, horizon = 40 }: PoseHistoryOptions = {}) {
    this.capacity = capacity;
    this.longestGap = longestGap;
    this.horizon = horizon;
  }

  /** @param time ms; poses that are not newer than the newest are left out. */
  record(time: number, pose: Matrix): void {
    const newest = this.get(this.poses.length - 1);
    if (newest !== undefined && time <= newest.time) return;
    const entry = {
      time,
      position: { x: pose[12] ?? 0, y: pose[13] ?? 0, z: pose[14] ?? 0 },
      rotation: rotationOf(pose),
    };
    if (this.poses.length < this.capacity) {
      this.poses.push(entry);
    } else {
      this.poses[this.first] = entry;
      this.first = (this.first + 1) % this.capacity;
    }
  }

  /**
   * The pose at a time: between its neighbours, or a little after the newest one by its speed.
   *
   * @returns null before the oldest pose, in a gap, and too long after the newest one.
   */
  at(time: number): Matrix | null {
    const last = this.poses.length - 1;
    const newest = this.get(last);
    const oldest = this.get(0);
    if (newest === undefined || oldest === undefined || time < oldest.time) return null;
    if (time >= newest.time) return this.after(time, newest);
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.get(middle)?.time ?? 0) <= time) low = middle;
      else high = middle;
    }
    const before = this.get(low);
    const after = this.get(high);
    if (before === undefined || after === undefined || after.time - before.time > this.longestGap) return null;
    return between(before, after, time);
  }

  /** Forgets all, as when the space that poses are in was moved. */
  clear(): void {
    this.poses.length = 0;
    this.first = 0;
  }

  private after(time: number, newest: TimedPose): Matrix | null {
    if (time - newest.time > this.horizon) return null;
    let index = this.poses.length - 2;
    let earlier = this.get(index);
    if (earlier === undefined || time === newest.time) return rigidOf(newest.position, newest.rotation);
    while (newest.time - earlier.time < SPEED_SPAN) {
      const further = this.get(--index);
      if (further === undefined) break;
      earlier = further;
    }
    // A speed over a gap says nothing of now.
    if (newest.time - earlier.time > this.longestGap) return rigidOf(newest.position, newest.rotation);
    return between(earlier, newest, time);
  }

  /** The oldest is 0. */
  private get(index: number): TimedPose | undefined {
    return index < 0 ? undefined : this.poses[(this.first + index) % this.capacity];
  }
}

function between(a: TimedPose, b: TimedPose, time: number): Matrix {
  const t = (time - a.time) / (b.time - a.time);
  const position = {
    x: a.position.x + t * (b.position.x - a.position.x),
    y: a.position.y + t * (b.position.y - a.position.y),
    z: a.position.z + t * (b.position.z - a.position.z),
  };
  return rigidOf(position, slerp(a.rotation, b.rotation, t));
}
