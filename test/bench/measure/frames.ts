import { median } from "./statistics";

/** What a number of frames took together, ms. */
export interface FrameTimes {
  /** From the first command to the end of the last frame's work. */
  readonly total: number;
  /** In the page's own thread: recording and submitting commands, or computing where there is no GPU. */
  readonly script: number;
}

/** Runs frames one after the other and waits for the last. */
export type TimeFrames = (frames: number) => Promise<FrameTimes>;

export interface WarmUpLimits {
  readonly frames: number;
  /** No frame begins after this time, ms, but for the first two. */
  readonly budget: number;
}

/** A sample shorter than this, ms, would measure the clock and the wait for the queue. */
const SHORTEST_SAMPLE = 25;
const MOST_FRAMES = 64;

/**
 * Runs frames until shaders are compiled, caches are full and the clock rates have settled.
 * @returns How many it were, and the milliseconds of one, the median of the later half.
 */
export async function warmUp(
  time: TimeFrames,
  { frames, budget }: WarmUpLimits,
): Promise<{ readonly frames: number; readonly frame: number }> {
  const times: number[] = [];
  let spent = 0;
  while (times.length < frames && (times.length < 2 || spent < budget)) {
    const { total } = await time(1);
    times.push(total);
    spent += total;
  }
  return { frames: times.length, frame: median(times.slice(Math.floor(times.length / 2))) };
}

/** Frames of one sample, so many that it is long enough to be measured. */
export function framesPerSample(frame: number): number {
  return Math.min(MOST_FRAMES, Math.max(1, Math.ceil(SHORTEST_SAMPLE / Math.max(frame, 0.001))));
}
