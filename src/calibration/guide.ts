import { LEAST_FRAMES } from "./maths/calibrate";
import { type Motion, motionOf, NEEDED } from "./maths/motion";
import type { Pose } from "./maths/types";

/** What people are asked to do next. */
export type GuideStep = "find" | "sides" | "nod" | "tilt" | "more" | "done";

export interface GuideState {
  readonly step: GuideStep;
  /** Of the whole, [0, 1]. */
  readonly progress: number;
  /** Whether the card was seen in the newest frame. */
  readonly seen: boolean;
}

/** Frames that say that the card is in view. */
const FOUND = 8;
/** More than is needed at least, so that the result is not refused for a little. */
const AMPLE: Motion = {
  yaw: 1.4 * NEEDED.yaw,
  pitch: 1.4 * NEEDED.pitch,
  roll: 1.4 * NEEDED.roll,
  shift: 1.3 * NEEDED.shift,
};
const AMPLE_FRAMES = 3 * LEAST_FRAMES;
/** Poses are looked at again after so many. */
const EVERY = 5;

/** Leads through the minute: each step ends when enough was seen of it. */
export class Guide {
  readonly #poses: Pose[] = [];
  #motion: Motion = { yaw: 0, pitch: 0, roll: 0, shift: 0 };
  #state: GuideState = { step: "find", progress: 0, seen: false };

  get state(): GuideState {
    return this.#state;
  }

  /** A frame was looked at. @param pose The viewer's at the time, where the card was seen; else null. */
  add(pose: Pose | null): GuideState {
    if (pose !== null) {
      this.#poses.push(pose);
      if (this.#poses.length % EVERY === 0) this.#motion = motionOf(this.#poses);
    }
    const frames = this.#poses.length;
    const { yaw, pitch, roll, shift } = this.#motion;
    const shares: readonly (readonly [GuideStep, number])[] = [
      ["find", frames / FOUND],
      ["sides", Math.min(yaw / AMPLE.yaw, shift / AMPLE.shift)],
      ["nod", pitch / AMPLE.pitch],
      ["tilt", roll / AMPLE.roll],
      ["more", frames / AMPLE_FRAMES],
    ];
    const step = shares.find(([, share]) => share < 1)?.[0] ?? "done";
    const progress = shares.reduce((sum, [, share]) => sum + Math.min(1, share), 0) / shares.length;
    // What was reached is not taken back: the middle nine tenths may shrink a little.
    this.#state = { step, progress: Math.max(progress, this.#state.progress), seen: pose !== null };
    return this.#state;
  }
}
