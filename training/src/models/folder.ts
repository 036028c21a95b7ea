import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type ModelConfig, parseModelConfig } from "../../../src/net/config";
import { graphOf } from "../../../src/net/families";
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
  return { config, network: new Network(graphOf(config, config.input.height), dequantizeWeights(tensors)) };
}
