import * as tf from "@tensorflow/tfjs-core";

import { MealshiftError } from "../../../src/net/errors";
import type { TensorMap } from "../../../src/net/tensors";

import type { RunDirectory } from "./directory";

/** A training whose numbers have left all bounds. */
export class DivergedError extends MealshiftError {
  override readonly name = "DivergedError";
}

/** What a recipe gives to the loop. */
export interface Trainer {
  /** How many pictures, or pairs, it trains on. */
  readonly pictures: number;
  /** Everything that the next step depends on, but the step's number. */
  save(): Promise<TensorMap>;
  restore(tensors: TensorMap): Promise<void>;
  /** Trains on one batch. @returns Named losses, read only when they are logged. */
  step(step: number): Readonly<Record<string, tf.Scalar>>;
  /** A picture of what the net does now, PNG. */
  sample(): Promise<Uint8Array>;
  /** Figures on the held-out data. */
  evaluate(): Promise<Readonly<Record<string, number>>>;
}

/** Where a run is kept. */
export type RunStore = Pick<RunDirectory, "loadCheckpoint" | "saveCheckpoint" | "appendStats" | "saveSample">;

export interface LoopOptions {
  readonly steps: number;
  readonly batch: number;
  /** Steps between two lines of `stats.jsonl`. */
  readonly logEvery: number;
  /** Seconds between two checkpoints. */
  readonly checkpointSeconds: number;
  /** Steps between two sample pictures and evaluations. */
  readonly sampleEvery: number;
}

export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly stats: Readonly<Record<string, number>>;
}

/**
 * Trains from the last checkpoint to the last step. When `signal` aborts, the step under way is finished and
 * saved. A run that is killed outright loses what it did since its last checkpoint, and repeats just that.
 */
export async function trainLoop(
  run: RunStore,
  trainer: Trainer,
  options: LoopOptions,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<{ step: number; finished: boolean }> {
  const checkpoint = await run.loadCheckpoint();
  if (checkpoint) await trainer.restore(checkpoint.tensors);
  let step = checkpoint?.step ?? 0;
  // The batch may have been another one before.
  let images = checkpoint?.images ?? step * options.batch;
  let logged = { step, time: performance.now() };
  let savedAt = performance.now();

  while (step < options.steps && !signal.aborted) {
    const losses = trainer.step(step);
    step += 1;
    images += options.batch;
    const last = step === options.steps;
    if (step % options.logEvery === 0 || last) {
      const stats = await readLosses(losses);
      const seconds = (performance.now() - logged.time) / 1000;
      const imagesPerSecond = ((step - logged.step) * options.batch) / seconds;
      logged = { step, time: performance.now() };
      await run.appendStats({
        step,
        images,
        ...stats,
        imagesPerSecond,
        tensors: tf.memory().numTensors,
      });
      onProgress({ step, steps: options.steps, imagesPerSecond, stats });
    }
    tf.dispose(losses);
    if (step % options.sampleEvery === 0 || last) {
      const started = performance.now();
      await run.saveSample(step, await trainer.sample());
      await run.appendStats({ step, ...(await trainer.evaluate()) });
      logged.time += performance.now() - started;
    }
    if (performance.now() - savedAt > options.checkpointSeconds * 1000 || last) {
      await run.saveCheckpoint({ step, images }, await trainer.save());
      savedAt = performance.now();
    }
    // Lets signals and timers through: a step is synchronous on the processor.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (signal.aborted) await run.saveCheckpoint({ step, images }, await trainer.save());
  return { step, finished: step >= options.steps };
}

async function readLosses(losses: Readonly<Record<string, tf.Scalar>>): Promise<Record<string, number>> {
  const entries = Object.entries(losses).map(
    async ([name, loss]) => [name, (await loss.data())[0] ?? Number.NaN] as const,
  );
  const stats = Object.fromEntries(await Promise.all(entries));
  for (const [name, value] of Object.entries(stats)) {
    if (!Number.isFinite(value))
      throw new DivergedError(
        `the loss ${name} is ${value}: the run has diverged; lower the learning rate and resume from the last checkpoint`,
      );
  }
  return stats;
}
