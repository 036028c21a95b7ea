import { dequantizeWeights, quantizationRule, quantizeWeights } from "../../../src/net/quantize";
import { writeSafetensors } from "../../../src/net/safetensors";
import { readModelConfig } from "../models/folder";
import { readRun } from "../models/from-run";
import { Network } from "../models/network";
import type { LoadedModel } from "./load";

/** A model's weights as the app gets them. */
export interface StoredWeights {
  /** Of the file. */
  readonly bytes: number;
  /** The net with a run's weights after they were stored in int8; null for a model folder, which holds no others. */
  readonly network: Network | null;
}

/** The weights that `mealshift export` makes of a run, or that a model folder holds. */
export async function storedWeightsOf({ path, step }: LoadedModel): Promise<StoredWeights> {
  if (step === null) return { bytes: (await readModelConfig(path)).files.weights.bytes, network: null };
  const { graph, weights } = await readRun(path);
  const floats = [...weights].map(
    ([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const,
  );
  const stored = quantizeWeights(new Map(floats), quantizationRule(graph));
  return {
    bytes: writeSafetensors(stored, { format: "mealshift" }).length,
    network: new Network(graph, dequantizeWeights(stored)),
  };
}
