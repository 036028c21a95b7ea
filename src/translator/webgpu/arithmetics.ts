import type { LensModel } from "../model";
import type { Arithmetic } from "./engine";

/** Where what a device can do is written. */
interface Abilities {
  readonly features: Pick<GPUSupportedFeatures, "has">;
  readonly languageFeatures: Pick<WGSLLanguageFeatures, "has">;
}

/**
 * The arithmetics that a device has kernels for and a model numbers, the preferred one first: half floats are right on most
 * devices and fast on all that have them, packed bytes are faster on some, 32-bit floats run everywhere.
 */
export function arithmeticsFor({ features, languageFeatures }: Abilities, model: LensModel): readonly Arithmetic[] {
  const packed = languageFeatures.has("packed_4x8_integer_dot_product");
  return [
    ...(features.has("shader-f16") ? (["f16"] as const) : []),
    // Without its check nothing says whether the model's steps suit its weights.
    ...(packed && model.activations !== undefined && model.check !== undefined ? (["int8"] as const) : []),
    "f32",
  ];
}
