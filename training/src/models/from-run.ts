import * as v from "valibot";

import { familySchema, graphOf } from "../../../src/net/families";
import type { Graph } from "../../../src/net/graph";
import type { TensorMap } from "../../../src/net/tensors";
import { parseRecipe, type Recipe } from "../recipes";
import { withThreshold } from "../recipes/segmenter-threshold";
import { RunDirectory, RunDirectoryError } from "../run/directory";
import { readRunConfig } from "../run/recipe-directory";

/** What a run has learnt so far. */
export interface TrainedRun {
  readonly recipe: Recipe;
  readonly graph: Graph;
  readonly step: number;
  /** The averaged weights under the graph's names. */
  readonly weights: TensorMap;
  /** Directory that the recipe's relative paths count from. */
  readonly base: string;
}

/** Nets of a recipe that goes both ways: from the first domain to the second, and back. */
export const ways = ["there", "back"] as const;
export type Way = (typeof ways)[number];

/** Reads a run's newest checkpoint. @throws RunDirectoryError if there is no run, no checkpoint, or no way back. */
export async function readRun(path: string, way: Way = "there"): Promise<TrainedRun> {
  const { run, config } = await RunDirectory.open(path);
  const { recipe: stored, base } = await readRunConfig(path, config);
  const recipe = parseRecipe(stored);
  const checkpoint = await run.loadCheckpoint();
  if (!checkpoint) throw new RunDirectoryError(`${path} has no checkpoint yet: train it first`);
  const prefix = way === "back" ? "ema-back/" : "ema/";
  const weights = new Map(
    [...checkpoint.tensors].flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  );
  if (way === "back" && weights.size === 0) {
    throw new RunDirectoryError(`${path} holds a ${recipe.recipe}, which has no way back: leave --way out`);
  }
  const family = v.parse(familySchema, { family: recipe.recipe, architecture: recipe.architecture });
  const graph = graphOf(family, recipe.size);
  const shown =
    recipe.recipe === "segmenter" && recipe.threshold !== 0.5 ? withThreshold(weights, recipe.threshold) : weights;
  return { recipe, graph, step: checkpoint.step, weights: shown, base };
}
