import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type ModelConfig, parseModelConfig } from "../../../src/net/config";
import { buildClassifier } from "../../../src/net/families/classifier";
import { buildSegmenter } from "../../../src/net/families/segmenter";
import { buildStargan } from "../../../src/net/families/stargan";
import type { Graph } from "../../../src/net/graph";
import { dequantizeWeights } from "../../../src/net/quantize";
import { readSafetensors } from "../../../src/net/safetensors";
import { Network } from "./network";

export interface ModelFolder {
  readonly config: ModelConfig;
  readonly network: Network;
}

/** Reads a model as the app would see it: its quantised weights, on the current backend. */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const text = await readFile(join(path, "config.json"), "utf8").catch(() => {
    throw new Error(`${path} holds no model: it has no config.json`);
  });
  const config = parseModelConfig(JSON.parse(text));
  const { tensors } = readSafetensors(await readFile(join(path, config.files.weights.path)));
  return { config, network: new Network(graphOfModel(config), dequantizeWeights(tensors)) };
}

/** The graph of a model at the size that it was trained at. */
export function graphOfModel(config: ModelConfig): Graph {
  switch (config.family) {
    case "segmenter":
      return buildSegmenter(config.architecture, config.input.height);
    case "classifier":
      return buildClassifier(config.architecture, config.input.height);
    case "stargan":
      return buildStargan(config.architecture, config.input.height);
  }
}
