import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import * as v from "valibot";

import {
  type CatalogEntry,
  type ModelConfig,
  type ModelDomain,
  type ModelFile,
  parseCatalog,
  parseModelConfig,
} from "../../../src/net/config";
import { familySchema, graphOf } from "../../../src/net/families";
import { checkWeights } from "../../../src/net/interpreter";
import { dequantizeWeights, quantizationRule, quantizeWeights } from "../../../src/net/quantize";
import { writeSafetensors } from "../../../src/net/safetensors";
import type { TensorMap, Weights } from "../../../src/net/tensors";
import type { TrainedRun } from "../models/from-run";
import { exportTflite } from "./tflite";

/** What a model folder is made of. */
export interface NewModel {
  readonly net: v.InferOutput<typeof familySchema>;
  /** Side of the pictures that it was trained on, pixels. */
  readonly size: number;
  /** What it makes or tells apart, in the order of its tables; empty where that has no names. */
  readonly domains: readonly ModelDomain[];
  /** Under the graph's names. */
  readonly weights: Weights;
  /** `none` keeps 32-bit floats. */
  readonly quantization: "int8" | "none";
  /** Id of the model in the same catalogue that leads the other way. */
  readonly inverse?: string | undefined;
}

/** Writes a run's averaged weights as a quantised model folder. See {@link writeModelFolder}. */
export async function exportModelFolder(
  { recipe, weights }: TrainedRun,
  directory: string,
  domains: readonly ModelDomain[],
  inverse?: string,
): Promise<ModelConfig> {
  const floats = [...weights].map(
    ([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const,
  );
  const net = v.parse(familySchema, { family: recipe.recipe, architecture: recipe.architecture });
  return writeModelFolder(directory, {
    net,
    size: recipe.size,
    domains: net.family === "segmenter" ? [] : domains,
    weights: new Map(floats),
    quantization: "int8",
    inverse,
  });
}

/**
 * Writes weights as a model folder and lists it in the catalogue beside it. The TFLite file of a segmenter is made from
 * the stored weights, so that both files give the same answers.
 *
 * @param directory The model's folder; its name is the model's id, its parent holds `catalog.json`.
 * @throws WeightsError if the weights do not fit the net; nothing is written then.
 */
export async function writeModelFolder(directory: string, model: NewModel): Promise<ModelConfig> {
  const { net, size, domains, quantization } = model;
  const graph = graphOf(net, size);
  checkWeights(graph, model.weights);
  const stored =
    quantization === "int8" ? quantizeWeights(model.weights, quantizationRule(graph)) : unquantized(model.weights);
  const weights = describeFile("model.safetensors", writeSafetensors(stored, { format: "mealshift" }));
  const tflite =
    net.family === "segmenter"
      ? describeFile("model.tflite", exportTflite(graph, dequantizeWeights(stored)))
      : undefined;
  const config = parseModelConfig({
    format: "mealshift-model",
    version: 1,
    id: basename(resolve(directory)),
    ...net,
    ...(domains.length === 0 ? {} : { domains }),
    input: { height: size, width: size, range: [-1, 1] },
    quantization: { weights: quantization, scheme: "symmetric-per-output-channel" },
    files: { weights: weights.file, ...(tflite === undefined ? {} : { tflite: tflite.file }) },
  });

  await mkdir(directory, { recursive: true });
  for (const { file, bytes } of tflite === undefined ? [weights] : [weights, tflite]) {
    await writeFile(join(directory, file.path), bytes);
  }
  await writeFile(join(directory, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  await listInCatalog(dirname(resolve(directory)), config, model.inverse);
  return config;
}

function unquantized(weights: Weights): TensorMap {
  return new Map([...weights].map(([name, { shape, data }]) => [name, { dtype: "F32", shape, data }]));
}

function describeFile(path: string, bytes: Uint8Array): { readonly file: ModelFile; readonly bytes: Uint8Array } {
  return { file: { path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }, bytes };
}

/**
 * Adds or replaces the model's entry; the first model of a family becomes its default. What an entry says of the model's
 * inverse stays, unless another one is named; both then name each other, and no third.
 */
async function listInCatalog(directory: string, { id, family }: ModelConfig, named?: string): Promise<void> {
  const path = join(directory, "catalog.json");
  const text = await readFile(path, "utf8").catch(() => null);
  const models: readonly CatalogEntry[] = text === null ? [] : parseCatalog(JSON.parse(text)).models;
  const others = models.filter((model) => model.id !== id);
  const isDefault = !others.some((model) => model.family === family && model.default === true);
  const inverse = named ?? models.find((model) => model.id === id && model.family === family)?.inverse;
  const entry: CatalogEntry = { id, family, path: id, ...(isDefault ? { default: true } : {}) };
  const paired = [...others, entry].map((model) => withInverse(model, id, inverse));
  const sorted = paired.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await writeFile(
    path,
    `${JSON.stringify(parseCatalog({ format: "mealshift-catalog", version: 1, models: sorted }), null, 2)}\n`,
  );
}

function withInverse(model: CatalogEntry, id: string, inverse: string | undefined): CatalogEntry {
  const { inverse: before, ...entry } = model;
  if (model.id === id) return inverse === undefined ? entry : { ...entry, inverse };
  if (model.id === inverse) return { ...entry, inverse: id };
  // Whom it led back to leads elsewhere now.
  return before === undefined || before === id || before === inverse ? entry : { ...entry, inverse: before };
}
