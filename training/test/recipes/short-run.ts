import * as tf from "@tensorflow/tfjs-core";

import type { TensorMap } from "../../../src/net/tensors";
import { createTrainer, parseRecipe } from "../../src/recipes";
import type { Trainer } from "../../src/run/loop";

/** A fresh trainer on pictures under `root`. */
export function trainerOf(root: string, recipe: Readonly<Record<string, unknown>>): Promise<Trainer> {
  const context = { data: root, cache: `${root}/cache`, base: root, log: () => {} };
  return createTrainer(parseRecipe(recipe), context);
}

/** Trains from step `first` up to `last`. @returns Each step's losses. */
export function train(trainer: Trainer, first: number, last: number): Record<string, number>[] {
  return Array.from({ length: last - first }, (_, i) => {
    const losses = trainer.step(first + i);
    const values = Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? Number.NaN] as const);
    tf.dispose(losses);
    return Object.fromEntries(values);
  });
}

/** Mean of a loss over some steps. */
export function meanOf(history: readonly Readonly<Record<string, number>>[], name: string): number {
  return history.reduce((sum, losses) => sum + (losses[name] ?? Number.NaN), 0) / history.length;
}

/** Largest difference between two checkpoints of one recipe; NaN if one lacks something. */
export function largestDifference(a: TensorMap, b: TensorMap): number {
  // tfjs numbers the variables of a process, and Adam's moments are called after them: only their order tells them apart.
  const others = [...b.values()];
  if (a.size !== b.size) return Number.NaN;
  let worst = 0;
  [...a.values()].forEach(({ data }, part) => {
    const other = others[part]?.data;
    for (let i = 0; i < data.length; i++) {
      worst = Math.max(worst, Math.abs((data[i] ?? 0) - (other?.[i] ?? Number.NaN)));
    }
  });
  return worst;
}
