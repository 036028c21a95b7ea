import { domainsOf, type ImageToImageConfig, nearestSize } from "../../../src/net/image-to-image";
import { writeSafetensors } from "../../../src/net/safetensors";
import { f16ToF32, f32ToF16, type NamedTensor } from "../../../src/net/tensors";
import type { Calibrator } from "./calibrator";
import type { Sample } from "./samples";

/**
 * Wanted side of the stored picture, pixels: small in the model's folder, and run within milliseconds. Nets that halve a picture
 * twice take 48; one more pixel than that brings a pix2pix, whose sides may be multiples of 32, to 64: at 32 its innermost
 * picture would be a single pixel.
 */
const CHECK_SIDE = 49;

/** The side of a model's stored picture. */
export function checkSize(config: ImageToImageConfig): number {
  return nearestSize(config, CHECK_SIDE);
}

/**
 * What a model's stored check is made of: the picture as half floats hold it, and domain weights that mix the first dish with
 * the second, so that rows which were confused would be seen.
 * @param image RGB in [-1, 1], of {@link checkSize}.
 */
export function checkSample(config: ImageToImageConfig, image: Float32Array): Sample {
  const domains = domainsOf(config).length;
  const shares = domains === 1 ? [1] : [0.75, 0.25];
  const domain = Float32Array.from({ length: domains }, (_, index) => shares[index] ?? 0);
  return { size: checkSize(config), image: f16ToF32(f32ToF16(image)), domain };
}

/** The bytes of `files.check`: see `readModelCheck`. */
export async function writeCheck(
  config: ImageToImageConfig,
  sample: Sample,
  calibrator: Calibrator,
): Promise<Uint8Array<ArrayBuffer>> {
  const shape = [sample.size, sample.size, 3];
  const half = (data: Float32Array): NamedTensor => ({ dtype: "F16", shape, data: f32ToF16(data) });
  const tensors = new Map<string, NamedTensor>([
    ["image", half(sample.image)],
    ["answer", half(await calibrator.answer(sample))],
  ]);
  if (config.family === "stargan") {
    tensors.set("domain", { dtype: "F32", shape: [sample.domain.length], data: sample.domain });
  }
  return writeSafetensors(tensors, { format: "mealshift-check" });
}
