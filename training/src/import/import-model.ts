import { readFile } from "node:fs/promises";

import * as v from "valibot";

import type { ModelConfig, ModelDomain } from "../../../src/net/config";
import { familySchema, graphOf } from "../../../src/net/families";
import { dequantizeWeights } from "../../../src/net/quantize";
import { readSafetensors } from "../../../src/net/safetensors";
import type { FloatTensor, TensorMap } from "../../../src/net/tensors";
import { type NewModel, writeModelFolder } from "../export/model-folder";
import { ImportError } from "./errors";
import { checkFit } from "./fit";
import { type NameMap, renameAll } from "./names";
import { fromPytorch, widenByRow } from "./pytorch";

export const layouts = ["ours", "pytorch"] as const;

export interface ImportOptions {
  readonly names: NameMap;
  readonly layout: (typeof layouts)[number];
  readonly quantization: NewModel["quantization"];
}

/** What has to be said of a net; what else `config.json` of a model folder says follows from the weights. */
const descriptionSchema = v.looseObject({
  family: v.string(),
  architecture: v.looseObject({}),
  input: v.looseObject({ height: v.pipe(v.number(), v.integer(), v.minValue(8)) }),
  domains: v.optional(v.array(v.strictObject({ id: v.string(), en: v.string(), ja: v.string() })), []),
});
const known = ["format", "version", "id", "family", "architecture", "input", "domains", "quantization", "files"];

/** A net's description, from a `config.json` or the part of one that matters here. @throws ImportError naming the field. */
export function parseDescription(json: unknown, path: string): Pick<NewModel, "net" | "size" | "domains"> {
  const described = check(descriptionSchema, json, path);
  const odd = Object.keys(described).find((key) => !known.includes(key));
  if (odd !== undefined) throw new ImportError(`${path}: there is no field ${odd}; there are ${known.join(", ")}`);
  const { family, architecture, input, domains } = described;
  const net = check(familySchema, { family, architecture }, path);
  const named: readonly ModelDomain[] = domains;
  return { net, size: input.height, domains: named };
}

function check<const Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  path: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ImportError(`${path}: ${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
}

/**
 * Makes a model folder of a checkpoint that was trained elsewhere.
 *
 * @param path `.safetensors` with F32, F16, BF16 or int8 tensors (the latter beside `NAME.scale`, one scale for each output).
 * @returns The folder's config, and names of tensors that are no numbers of a net (counters) and were left out.
 * @throws ImportError | SafetensorsError | WeightsError | ModelConfigError; nothing is written then.
 */
export async function importModel(
  path: string,
  directory: string,
  description: Pick<NewModel, "net" | "size" | "domains">,
  { names, layout, quantization }: ImportOptions,
): Promise<{ readonly config: ModelConfig; readonly left: readonly string[] }> {
  const bytes = await readFile(path);
  if (bytes.subarray(0, 2).toString() === "PK") {
    throw new ImportError(
      `${path} is a PyTorch file: write it with safetensors.torch.save_file(model.state_dict(), …)`,
    );
  }
  const { tensors, left } = readSafetensors(bytes, { leaveOthers: true });
  const graph = graphOf(description.net, description.size);
  const named = renameAll(layout === "pytorch" ? widenPytorch(tensors) : dequantizeWeights(tensors), names);
  const weights = layout === "pytorch" ? fromPytorch(graph, named) : named;
  checkFit(
    graph,
    weights,
    layout === "pytorch"
      ? "docs/model-format.md says how names are built; --names translates others"
      : "docs/model-format.md says how names are built; --names translates others, --layout pytorch turns PyTorch's kernels",
  );
  const config = await writeModelFolder(directory, { ...description, weights, quantization });
  return { config, left: [...left.keys()] };
}

/** As {@link dequantizeWeights}, for int8 kernels whose outputs come first. */
function widenPytorch(tensors: TensorMap): Map<string, FloatTensor> {
  const widened = new Map<string, FloatTensor>();
  const plain = new Map(tensors);
  for (const [name, tensor] of tensors) {
    const scales = tensors.get(`${name}.scale`);
    if (tensor.dtype !== "I8" || scales?.dtype !== "F32" || scales.data.length !== tensor.shape[0]) continue;
    widened.set(name, widenByRow(tensor, scales.data));
    plain.delete(name);
    plain.delete(`${name}.scale`);
  }
  return new Map([...dequantizeWeights(plain), ...widened]);
}
