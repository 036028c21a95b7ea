import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { exportOnnx } from "../export/onnx";
import { readModelWeights } from "../models/folder";
import { reporter } from "./report";

/** `mealshift onnx`: a model folder as one ONNX file, its weights widened to 32 bits. */
export async function writeOnnxFile(model: string, options: { readonly out: string }): Promise<void> {
  const report = reporter(false);
  const { config, graph, weights } = await readModelWeights(model);
  const domains = "domains" in config ? (config.domains ?? []) : [];
  const bytes = exportOnnx(graph, weights, {
    name: config.id,
    description: `${config.id}, a ${config.family} of Mealshift; pictures are NCHW RGB in [-1, 1]`,
    metadata: { family: config.family, ...(domains.length > 0 && { domains: domains.map(({ id }) => id).join(",") }) },
  });
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, bytes);
  report.done(`${options.out}: ${bytes.length} bytes`, { out: options.out, bytes: bytes.length });
}
