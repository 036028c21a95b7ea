import { createHash } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

import { MealshiftError } from "../../../src/net/errors";
import { readModelFolder } from "./folder";
import { readRun } from "./from-run";
import { Network } from "./network";

/** A run or a model that cannot give features of pictures. */
export class FeatureNetError extends MealshiftError {
  override readonly name = "FeatureNetError";
}

/** A trained classifier as a source of features. */
export interface FeatureNet {
  readonly network: Network;
  /** Side of its input, pixels. */
  readonly size: number;
  /** Names of its classes, in the order of its logits. */
  readonly classes: readonly string[];
  /** sha256 of its weights. */
  readonly sha256: string;
  /** What it was read from. */
  readonly files: readonly string[];
}

/**
 * Reads a classifier from a run directory or a model folder.
 * @throws FeatureNetError if it holds something else, or a model that does not name its classes.
 */
export async function readFeatureNet(path: string): Promise<FeatureNet> {
  const isRun = await access(join(path, "checkpoint.safetensors")).then(
    () => true,
    () => false,
  );
  if (isRun) {
    const { recipe, graph, weights } = await readRun(path);
    if (recipe.recipe !== "classifier") throw notAClassifier(path, recipe.recipe);
    const files = ["config.json", "checkpoint.safetensors"].map((name) => join(path, name));
    const sha256 = await digest(join(path, "checkpoint.safetensors"));
    return { network: new Network(graph, weights), size: recipe.size, classes: recipe.data.domains, sha256, files };
  }
  const { config, network } = await readModelFolder(path);
  if (config.family !== "classifier") throw notAClassifier(path, config.family);
  if (!config.domains)
    throw new FeatureNetError(`${path} does not name its classes: take the run it was exported from`);
  const classes = config.domains.map(({ id }) => id);
  const files = ["config.json", config.files.weights.path].map((name) => join(path, name));
  return { network, size: config.input.height, classes, sha256: config.files.weights.sha256, files };
}

function notAClassifier(path: string, kind: string): FeatureNetError {
  return new FeatureNetError(`${path} holds a ${kind}: features come from a classifier's run or model`);
}

async function digest(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}
