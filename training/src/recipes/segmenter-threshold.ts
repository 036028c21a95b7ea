import type { NamedTensor, TensorMap } from "../../../src/net/tensors";

const BIAS = "head.conv.bias";

/**
 * Moves a segmenter's threshold to one half: the bias of "dish" falls by the threshold's logit.
 * @throws Error if the weights are of no segmenter with two classes.
 */
export function withThreshold(weights: TensorMap, threshold: number): TensorMap {
  const bias = weights.get(BIAS);
  if (bias?.data.length !== 2) throw new Error(`the weights lack ${BIAS} of background and dish`);
  const data = Float32Array.from(bias.data);
  data[1] = (data[1] ?? 0) - Math.log(threshold / (1 - threshold));
  const moved: NamedTensor = { dtype: "F32", shape: bias.shape, data };
  return new Map([...weights, [BIAS, moved]]);
}
