import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type ModelConfig, parseModelConfig } from "../../../src/net/config";
import { graphOf } from "../../../src/net/families";
import type { Graph } from "../../../src/net/graph";
import { dequantizeWeights } from "../../../src/net/quantize";
import { readSafetensors } from "../../../src/net/safetensors";
import type { Weights } from "../../../src/net/tensors";
import { Network } from "./network";

export interface ModelFolder {
  readonly config: ModelConfig;
  readonly network: Network;
}

/** A model's checked description. @throws Error if there is none. */
export async function readModelConfig(path: string): Promise<ModelConfig> {
  const text = await readFile(join(path, "config.json"), "utf8").catch(() => {
    throw new Error(`${path} holds no model: it has no config.json`);
  });
  return parseModelConfig(JSON.parse(text));
}

/** A model's checked description and its weights in 32 bits, as its quantised ones stand for them. */
export async function readModelWeights(
  path: string,
): Promise<{ readonly config: ModelConfig; readonly graph: Graph; readonly weights: Weights }> {
  const config = await readModelConfig(path);
  const { tensors } = readSafetensors(await readFile(join(path, config.files.weights.path)));
  return { config, graph: graphOf(config, config.input.height), weights: dequantizeWeights(tensors) };
}

/** Reads a model as the app would see it: its quantised weights, on the current backend. */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const { config, graph, weights } = await readModelWeights(path);
  return { config, network: new Network(graph, weights) };
}
