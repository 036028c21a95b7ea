import type { StarganArchitecture } from "../net/families";
import type { TensorMap } from "../net/tensors";

/** A loaded generator: what a translator is made from. Can be posted to a worker. */
export interface LensModel {
  readonly architecture: StarganArchitecture;
  /** Domain ids in the order of the model's tables. */
  readonly domains: readonly string[];
  /** As stored: quantised or not. */
  readonly tensors: TensorMap;
}
