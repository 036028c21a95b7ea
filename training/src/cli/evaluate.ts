import { readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import type * as tf from "@tensorflow/tfjs-core";

import { type BackendOptions, loadBackend } from "../backend/load";
import { loadDomains } from "../data/domains";
import { loadPairs } from "../data/pairs";
import { loadSegmentation } from "../data/segmentation";
import { judgeLens } from "../metrics/lens";
import { pairFigures } from "../metrics/pairs";
import { judgeSegmenter } from "../metrics/segmenter";
import { readModelFolder } from "../models/folder";
import { parseRecipe } from "../recipes";
import { loadCritic } from "../recipes/critic";
import { dcganFigures, loadDcganPictures } from "../recipes/dcgan-batch";
import { reporter } from "./report";
import { dataDirectory } from "./train";

export interface EvaluateOptions extends BackendOptions {
  readonly recipe: string;
  readonly judge?: string;
  readonly json?: string;
  readonly sources: number;
}

/** `mealshift evaluate`: figures of an exported model on the held-out pictures of its recipe. */
export async function evaluate(path: string, options: EvaluateOptions): Promise<void> {
  const report = reporter(false);
  await loadBackend(options);
  const { config, network } = await readModelFolder(path);
  const recipe = parseRecipe(JSON.parse(await readFile(options.recipe, "utf8")));
  const context = { data: dataDirectory(), cache: resolve(".cache/images"), base: resolve(dirname(options.recipe)) };
  const size = config.input.height;
  let figures: object;
  if (config.family === "segmenter" && recipe.recipe === "segmenter") {
    figures = await judgeSegmenter(network, (await loadSegmentation(recipe.data, context)).heldOut, size);
  } else if (config.family === "stargan" && recipe.recipe === "stargan") {
    if (options.judge === undefined)
      throw new Error("a generator needs a judge: name the run of a classifier with --judge");
    const judge = await loadCritic(options.judge, recipe.data.domains);
    const heldOut = await loadDomains(recipe.data, context, "held-out");
    figures = await judgeLens(network, judge, heldOut, recipe.data.domains, {
      size,
      sourcesPerDomain: options.sources,
    });
  } else if (config.family === "pix2pix" && recipe.recipe === "pix2pix") {
    const translate = (image: tf.Tensor4D): tf.Tensor4D => network.run({ image }, "image") as tf.Tensor4D;
    figures = await pairFigures(translate, (await loadPairs(recipe.data, context)).heldOut, size);
  } else if (config.family === "dcgan" && recipe.recipe === "dcgan") {
    const generate = (latent: tf.Tensor2D): tf.Tensor4D => network.run({ latent }, "image") as tf.Tensor4D;
    figures = await dcganFigures(generate, await loadDcganPictures(recipe, context), recipe);
  } else {
    throw new Error(`the recipe ${options.recipe} is for a ${recipe.recipe}, but ${path} holds a ${config.family}`);
  }
  const text = `${JSON.stringify({ model: config.id, ...figures }, null, 2)}\n`;
  if (options.json !== undefined) await writeFile(options.json, text);
  report.line(text.trimEnd());
}
