import type * as v from "valibot";

import type { ModelConfig, ModelDomain } from "./config";
import { buildPix2pix, type familySchema, graphOf, pix2pixLevels } from "./families";
import type { Graph } from "./graph";
import { onlyOutputs } from "./prune";

/** Families whose nets make a picture from a picture: what the lens and `mealshift translate` can run. */
export const imageToImageFamilies = ["stargan", "cyclegan", "ugatit", "pix2pix"] as const;
type ImageToImageFamily = (typeof imageToImageFamilies)[number];

/** `config.json` of such a net. */
export type ImageToImageConfig = Extract<ModelConfig, { readonly family: ImageToImageFamily }>;

/** Such a net, and the side that it was trained at, pixels. */
export type ImageToImageNet = Extract<v.InferOutput<typeof familySchema>, { readonly family: ImageToImageFamily }> & {
  readonly input: { readonly height: number };
};

export function isImageToImage(config: ModelConfig): config is ImageToImageConfig {
  return imageToImageFamilies.some((family) => family === config.family);
}

/** The dishes that a net makes, in the order of its domain weights. One that leads to a single unnamed one has its own name. */
export function domainsOf({ id, domains }: ImageToImageConfig): readonly ModelDomain[] {
  return domains ?? [{ id, en: id, ja: id }];
}

/**
 * The graph of a net at a size that it may run at, with the input `image` `[size, size, 3]`, and for families with several
 * domains the input `domain` `[domains]`.
 * @param outputs Those that are wanted: `image` alone, or also others that the family has, such as a `ugatit`'s `heatmap`.
 * @throws GraphError if it cannot be built at that size.
 */
export function imageToImageGraph(net: ImageToImageNet, size: number, outputs: readonly string[] = ["image"]): Graph {
  const graph = net.family === "pix2pix" ? buildPix2pix(net.architecture, size, net.input.height) : graphOf(net, size);
  return onlyOutputs(graph, outputs);
}

/** Why a net cannot run at a size, as a sentence, or null if it can. */
export function sizeProblem(net: ImageToImageNet, size: number): string | null {
  const { only, multipleOf } = sizesOf(net);
  if (only !== null && size !== only)
    return `This ${net.family} cannot run at ${size} pixels: its weights fit ${only} alone.`;
  if (Number.isInteger(size) && size > 0 && size % multipleOf === 0) return null;
  return `This ${net.family} cannot run at ${size} pixels: use a multiple of ${multipleOf}.`;
}

/** The side nearest to the wanted one that a net can run at, pixels; of two as near the smaller. */
export function nearestSize(net: ImageToImageNet, wanted: number): number {
  const { only, multipleOf } = sizesOf(net);
  return only ?? Math.max(1, Math.ceil(wanted / multipleOf - 0.5)) * multipleOf;
}

/** Sides that a net can run at: one alone, or all multiples. */
function sizesOf(net: ImageToImageNet): { readonly only: number | null; readonly multipleOf: number } {
  switch (net.family) {
    case "stargan":
    case "cyclegan":
      return { only: null, multipleOf: 4 };
    case "ugatit":
      // The full model's dense layer reads every place of the attention map.
      return { only: net.architecture.light ? null : net.input.height, multipleOf: 4 };
    case "pix2pix":
      // As deep as it was trained; more pixels leave a larger picture at the bottom.
      return { only: null, multipleOf: 2 ** pix2pixLevels(net.input.height) };
  }
}
