import { access, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import type { ModelFamily } from "../../../src/net/config";
import { Judge } from "./judge";
import { readModelFolder, readModelWeights } from "../models/folder";
import { readRun } from "../models/from-run";
import { Network } from "../models/network";
import { parseRecipe, type Recipe } from "../recipes";
import { dishCount } from "../recipes/classifier-options";
import { RunDirectory } from "../run/directory";
import { EvaluationError, JudgeError } from "./errors";

/** A model with the recipe that says which pictures were held out of its training. */
export interface LoadedModel {
  /** Where it was read from. */
  readonly path: string;
  readonly id: string;
  readonly family: ModelFamily;
  /** Side of its pictures, pixels. */
  readonly size: number;
  /** Steps of training, where it is a run. */
  readonly step: number | null;
  readonly network: Network;
  /** The net of the other way of a run that trains both. */
  readonly back: Network | null;
  readonly recipe: Recipe;
  /** Directory that the recipe's relative paths count from. */
  readonly base: string;
}

/**
 * Reads a run (its averaged weights) or a model folder.
 * @param recipePath Needed for a model folder, which does not say what was held out; for a run its own recipe counts.
 * @throws EvaluationError if the recipe lacks or is for another family.
 */
export async function loadModel(path: string, recipePath: string | undefined): Promise<LoadedModel> {
  if (await isRun(path)) {
    if (recipePath !== undefined) {
      throw new EvaluationError(`${path} is a run, which has its recipe in it: leave --recipe out`);
    }
    const { recipe, graph, weights, step, base } = await readRun(path);
    const back = await weightsBack(path);
    return {
      path,
      id: basename(resolve(path)),
      family: recipe.recipe,
      size: recipe.size,
      step,
      network: new Network(graph, weights),
      back: back.size > 0 ? new Network(graph, back) : null,
      recipe,
      base,
    };
  }
  const { config, network } = await readModelFolder(path);
  if (recipePath === undefined) {
    throw new EvaluationError(`${path} does not say what was held out of its training: name its recipe with --recipe`);
  }
  const recipe = parseRecipe(await readJson(recipePath));
  if (recipe.recipe !== config.family) {
    throw new EvaluationError(
      `the recipe ${recipePath} is for a ${recipe.recipe}, but ${path} holds a ${config.family}`,
    );
  }
  return {
    path,
    id: config.id,
    family: config.family,
    size: config.input.height,
    step: null,
    network,
    back: null,
    recipe,
    base: resolve(dirname(recipePath)),
  };
}

/**
 * A classifier's run or model as a judge. A run that was trained with more classes than its recipe's `dishes` chooses among
 * those dishes and what is wanted.
 *
 * @param wanted Dishes that it will be asked about.
 * @throws JudgeError if it is something else.
 */
export async function loadJudge(path: string, wanted: readonly string[] = []): Promise<Judge> {
  if (await isRun(path)) {
    const { recipe, graph, weights } = await readRun(path);
    if (recipe.recipe !== "classifier") throw notAClassifier(path, recipe.recipe);
    const floats = [...weights].map(
      ([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const,
    );
    const { domains } = recipe.data;
    const choice = [...domains.slice(0, dishCount(recipe)), ...wanted];
    return new Judge(path, { graph, weights: new Map(floats) }, domains, choice);
  }
  const { config, graph, weights } = await readModelWeights(path);
  if (config.family !== "classifier") throw notAClassifier(path, config.family);
  if (!config.domains) throw new JudgeError(`${path} does not name its classes: take the run it was exported from`);
  return new Judge(
    path,
    { graph, weights },
    config.domains.map(({ id }) => id),
  );
}

function notAClassifier(path: string, family: string): JudgeError {
  return new JudgeError(`${path} holds a ${family}: a judge is a classifier's run or model`);
}

/** Whether a run is there, with a checkpoint or before its first one: model folders have neither. */
async function isRun(path: string): Promise<boolean> {
  const found = ["checkpoint.safetensors", "samples"].map((name) =>
    access(join(path, name)).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(found)).includes(true);
}

/** Averaged weights of a two-way run's net from the second domain to the first. */
async function weightsBack(path: string): Promise<ConstructorParameters<typeof Network>[1]> {
  const { run } = await RunDirectory.open(path);
  const { tensors } = (await run.loadCheckpoint()) ?? { tensors: new Map<string, never>() };
  const prefix = "ema-back/";
  return new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  );
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new EvaluationError(`${path} cannot be read: --recipe names the recipe that the model was trained by`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new EvaluationError(`${path} is no recipe: it is not JSON`, { cause });
  }
}
