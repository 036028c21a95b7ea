import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import {
  type CatalogEntry,
  type ModelConfig,
  type ModelDomain,
  parseCatalog,
  parseModelConfig,
} from "../../../src/net/config";
import { dequantizeWeights, quantizationRule, quantizeWeights } from "../../../src/net/quantize";
import { writeSafetensors } from "../../../src/net/safetensors";
import type { FloatTensor } from "../../../src/net/tensors";
import type { TrainedRun } from "../models/from-run";
import { exportTflite } from "./tflite";

/**
 * Writes a run's averaged weights as a quantised model folder and lists it in the catalogue beside it. The TFLite file
 * of a segmenter is made from the quantised weights, so that both files give the same answers.
 *
 * @param directory The model's folder; its name is the model's id, its parent holds `catalog.json`.
 */
export async function exportModelFolder(
  run: TrainedRun,
  directory: string,
  domains: readonly ModelDomain[],
): Promise<ModelConfig> {
  const floats = new Map<string, FloatTensor>(
    [...run.weights].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  const quantized = quantizeWeights(floats, quantizationRule(run.graph));
  const { recipe } = run;
  await mkdir(directory, { recursive: true });

  const weights = await writeModelFile(
    directory,
    "model.safetensors",
    writeSafetensors(quantized, { format: "mealshift" }),
  );
  const files =
    recipe.recipe === "segmenter"
      ? {
          weights,
          tflite: await writeModelFile(
            directory,
            "model.tflite",
            exportTflite(run.graph, dequantizeWeights(quantized)),
          ),
        }
      : { weights };
  const config = parseModelConfig({
    format: "mealshift-model",
    version: 1,
    id: basename(directory),
    family: recipe.recipe,
    architecture: recipe.architecture,
    ...(recipe.recipe === "segmenter" || domains.length === 0 ? {} : { domains }),
    input: { height: recipe.size, width: recipe.size, range: [-1, 1] },
    quantization: { weights: "int8", scheme: "symmetric-per-output-channel" },
    files,
  });
  await writeFile(join(directory, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  await listInCatalog(dirname(directory), config);
  return config;
}

async function writeModelFile(
  directory: string,
  path: string,
  bytes: Uint8Array,
): Promise<{ path: string; bytes: number; sha256: string }> {
  await writeFile(join(directory, path), bytes);
  return { path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Adds or replaces the model's entry; the first model of a family becomes its default. */
async function listInCatalog(directory: string, { id, family }: ModelConfig): Promise<void> {
  const path = join(directory, "catalog.json");
  const text = await readFile(path, "utf8").catch(() => null);
  const models: readonly CatalogEntry[] = text === null ? [] : parseCatalog(JSON.parse(text)).models;
  const others = models.filter((model) => model.id !== id);
  const isDefault = !others.some((model) => model.family === family && model.default === true);
  const entry: CatalogEntry = { id, family, path: id, ...(isDefault ? { default: true } : {}) };
  const sorted = [...others, entry].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await writeFile(
    path,
    `${JSON.stringify(parseCatalog({ format: "mealshift-catalog", version: 1, models: sorted }), null, 2)}\n`,
  );
}
