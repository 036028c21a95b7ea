import * as v from "valibot";

/** Names inside a pack; all paths count from its root. */
export const packPaths = {
  manifest: "pack.json",
  /** Mirrors the data root: same folders and names, pictures decoded, cropped, resized and stored as WebP. */
  data: "data",
  /** The run to go on from, without its pictures. */
  run: "run",
  /** The critic's run, with its averaged weights alone. */
  critic: "critic",
  crops: "crops.json",
  sources: "sources.json",
  warmStart: "warm-start.safetensors",
  program: "train.mjs",
  webpDecoder: "webp-decoder.wasm",
} as const;

/** `pack.json`: what the program on the target has to know. */
export const manifestSchema = v.strictObject({
  format: v.literal(1),
  /** The resolved recipe, with its paths as they are where it was packed. */
  recipe: v.looseObject({ recipe: v.string() }),
  recipeDirectory: v.string(),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;
