import * as v from "valibot";

export const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A part of something whole. */
export const part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Of one loss among others; 0 leaves it out, with what it costs. */
export const weight = (preset: number) => v.optional(v.pipe(v.number(), v.minValue(0)), preset);

/** How long a run goes on and how often it reports; the same for every recipe. */
export const loopSchema = v.strictObject({
  steps: count,
  batch: count,
  /** Steps between two lines of `stats.jsonl`. */
  logEvery: v.optional(count, 20),
  /** Seconds between two checkpoints. */
  checkpointSeconds: v.optional(v.pipe(v.number(), v.minValue(1)), 120),
  /** Steps between two sample grids with figures on the held-out data. */
  sampleEvery: v.optional(count, 200),
});
