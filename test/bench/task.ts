import type { ActivationQuantization } from "../../src/net/config";
import type { Graph } from "../../src/net/graph";
import { domainsOf, imageToImageFamilies, imageToImageGraph, isImageToImage } from "../../src/net/image-to-image";
import { type LoadOptions, loadModel } from "../../src/net/load";
import { dequantizeWeights } from "../../src/net/quantize";
import type { Weights } from "../../src/net/tensors";
import type { LensModel } from "../../src/translator";
import { seededRandom } from "../../src/translator/selftest/tiny";

/** What every arm computes. Can be posted to a worker. */
export interface Task {
  readonly model: LensModel;
  /** Steps of the int8 numbers that convolutions read; undefined where the model was not calibrated. */
  readonly activations: ActivationQuantization | undefined;
  /** Side of the picture, pixels. */
  readonly size: number;
}

export interface BenchModel extends Omit<Task, "size"> {
  readonly id: string;
}

/** An input of the generator. */
export interface Picture {
  readonly name: string;
  readonly kind: "photo" | "random";
  /** `[size, size, 3]` in [-1, 1]. */
  readonly pixels: Float32Array;
}

/** @throws {ModelUnavailableError | UnknownModelError | ModelConfigError} if there is no such model, or none that translates. */
export async function loadBenchModel(
  baseUrl: string,
  id: string | undefined,
  options: LoadOptions = {},
): Promise<BenchModel> {
  const { config, tensors } = await loadModel(baseUrl, id, { ...options, among: imageToImageFamilies });
  if (!isImageToImage(config)) throw new TypeError(`${config.id} is a ${config.family}: it translates no pictures.`);
  const model = { ...config, domains: domainsOf(config).map((domain) => domain.id), tensors };
  return { id: config.id, model, activations: config.quantization.activations };
}

/** The graph at the task's size and its weights in 32 bits, as the stored ones stand for them. */
export function networkOf({ model, size }: Task): { readonly graph: Graph; readonly weights: Weights } {
  return { graph: imageToImageGraph(model, size), weights: dequantizeWeights(model.tensors) };
}

/** A mix of two dishes, as while the lens fades from one to the other; it costs the same as one. */
export function domainMix({ domains }: LensModel): Float32Array {
  const weights = new Float32Array(domains.length);
  weights[0] = domains.length > 1 ? 0.75 : 1;
  if (domains.length > 1) weights[1] = 0.25;
  return weights;
}

/** Noise: every value of the input's range, in no order that a net knows. */
export function randomPicture(size: number): Picture {
  const random = seededRandom(size);
  return {
    name: "noise",
    kind: "random",
    pixels: Float32Array.from({ length: size * size * 3 }, () => random() * 2 - 1),
  };
}

/** Photographs of meals that the site has, in `demo/`. */
export const DEMO_PHOTOS = ["meal.jpg", "meal-above.jpg"] as const;
