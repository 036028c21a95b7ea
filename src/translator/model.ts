import type { ActivationQuantization } from "../net/config";
import type { ImageToImageNet } from "../net/image-to-image";
import type { ModelCheck } from "../net/model-check";
import type { TensorMap } from "../net/tensors";

/** A loaded generator of any image-to-image family: what a translator is made from. Can be posted to a worker. */
export type LensModel = ImageToImageNet & {
  /** Domain ids in the order of the model's tables; the one that it leads to where it has none. */
  readonly domains: readonly string[];
  /** As stored: quantised or not. */
  readonly tensors: TensorMap;
  /** Of the stored weights; what is found out about a model without one is not remembered. */
  readonly sha256?: string | undefined;
  /** Steps of the int8 numbers that convolutions read, of a calibrated model. */
  readonly activations?: ActivationQuantization | undefined;
  /** A picture and its answer, of a calibrated model. */
  readonly check?: ModelCheck | undefined;
};
