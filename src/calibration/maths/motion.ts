import { conjugate, multiply, toVector } from "./rotation";
import type { Pose, TimedPose } from "./types";

/** How far a head was turned and moved: widths of the middle nine tenths of what was passed through. */
export interface Motion {
  /** To the sides, up and down, towards the shoulders; degrees. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** The largest of the three directions, metres. */
  readonly shift: number;
}

const DEGREES = 180 / Math.PI;

export function motionOf(poses: readonly Pose[]): Motion {
  const origin = poses[poses.length >> 1];
  if (origin === undefined) return { yaw: 0, pitch: 0, roll: 0, shift: 0 };
  const back = conjugate(origin.rotation);
  const turns = poses.map(({ rotation }) => toVector(multiply(back, rotation)));
  const range = (of: (i: number) => number): number => {
    const sorted = poses.map((_, i) => of(i)).toSorted((a, b) => a - b);
    const cut = Math.floor(sorted.length / 20);
    return (sorted.at(-1 - cut) ?? 0) - (sorted[cut] ?? 0);
  };
  return {
    pitch: range((i) => (turns[i]?.[0] ?? 0) * DEGREES),
    yaw: range((i) => (turns[i]?.[1] ?? 0) * DEGREES),
    roll: range((i) => (turns[i]?.[2] ?? 0) * DEGREES),
    shift: Math.max(...[0, 1, 2].map((axis) => range((i) => poses[i]?.position[axis] ?? 0))),
  };
}

/** Root of the mean square of the speed that a head turned with, degrees a second, by poses at most half a second apart. */
export function speedOf(poses: readonly TimedPose[]): number {
  const speeds = poses.flatMap((pose, i) => {
    const before = poses[i - 1];
    const seconds = (pose.time - (before?.time ?? 0)) / 1000;
    if (before === undefined || seconds > 0.5) return [];
    return (Math.hypot(...toVector(multiply(conjugate(before.rotation), pose.rotation))) * DEGREES) / seconds;
  });
  return Math.sqrt(speeds.reduce((sum, speed) => sum + speed ** 2, 0) / Math.max(speeds.length, 1));
}

/** Slower heads say more of the noise of poses than of the delay, degrees a second. */
export const LEAST_SPEED = 5;

/** What a measurement needs of each. */
export const NEEDED: Motion = { yaw: 12, pitch: 8, roll: 8, shift: 0.1 };
