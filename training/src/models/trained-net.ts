import { access } from "node:fs/promises";
import { join } from "node:path";

import type { ModelFamily } from "../../../src/net/config";
import { MealshiftError } from "../../../src/net/errors";
import { domainsOf } from "../recipes/domains-of";
import { readModelFolder } from "./folder";
import { readRun, type Way } from "./from-run";
import { Network } from "./network";

/** A net that is not where it was looked for. */
export class TrainedNetError extends MealshiftError {
  override readonly name = "TrainedNetError";
}

/** A trained net, wherever it was read from. */
export interface TrainedNet {
  readonly path: string;
  readonly family: ModelFamily;
  readonly network: Network;
  /** Side of its pictures, pixels. */
  readonly size: number;
  /** Ids of the dishes that it makes, in the order of its domain vector where it has one; none where that is not known. */
  readonly dishes: readonly string[];
}

/**
 * Reads a run's averaged weights, or a model folder, on the current backend.
 * @param way Of a run that trains a net for either way.
 * @throws RunDirectoryError if a run has no checkpoint, or not that way; TrainedNetError if a model is to go back.
 */
export async function readTrainedNet(path: string, way: Way = "there"): Promise<TrainedNet> {
  const isRun = await access(join(path, "checkpoint.safetensors")).then(
    () => true,
    () => false,
  );
  if (isRun) {
    const { recipe, graph, weights } = await readRun(path, way);
    const dishes = domainsOf(recipe, way);
    return { path, family: recipe.recipe, network: new Network(graph, weights), size: recipe.size, dishes };
  }
  if (way === "back") throw new TrainedNetError(`${path} is no run, and a model goes one way: leave --way out`);
  const { config, network } = await readModelFolder(path);
  const dishes = config.family === "segmenter" ? [] : (config.domains ?? []).map(({ id }) => id);
  return { path, family: config.family, network, size: config.input.height, dishes };
}
