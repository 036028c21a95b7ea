import type { ImageToImageNet } from "../net/image-to-image";
import type { TensorMap } from "../net/tensors";

/** A loaded generator of any image-to-image family: what a translator is made from. Can be posted to a worker. */
export type LensModel = ImageToImageNet & {
  /** Domain ids in the order of the model's tables; the one that it leads to where it has none. */
  readonly domains: readonly string[];
  /** As stored: quantised or not. */
  readonly tensors: TensorMap;
};
