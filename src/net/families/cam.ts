import type { GraphBuilder, Value } from "../builder";
import type { Activation } from "../graph";

export interface ClassActivation {
  /** The features weighed by what either classifier looks at, as many channels as before. */
  readonly features: Value;
  /** Logits of the two classifiers, from average and from maximum, `[2]`. */
  readonly logits: Value;
  /** Sum of the weighed features, `[h, w, 1]`: where the net looks. */
  readonly heatmap: Value;
}

/**
 * Class activation map as attention (Zhou et al. 2016, as U-GAT-IT has it): global average and global maximum pooling,
 * each with a logit of its own from a fully connected layer without bias, whose weights multiply the feature map;
 * a 1x1 convolution brings both maps together.
 */
export function classActivation(b: GraphBuilder, x: Value, activation: Activation): ClassActivation {
  const branches = (["average", "max"] as const).map((method) => {
    const logit = b.dense(b.globalPool(x, `cam.${method}.pool`, method), `cam.${method}.logit`, 1, false);
    return { logit, weighed: b.channelScale(x, `cam.${method}.map`, logit) };
  });
  const maps = b.concat(
    branches.map(({ weighed }) => weighed),
    "cam.maps",
  );
  const joined = b.conv2d(maps, "cam.conv", { channels: x.shape.at(-1) ?? 1, kernel: 1, bias: true });
  const features = b.activation(joined, "cam.activation", activation);
  return {
    features,
    logits: b.concat(
      branches.map(({ logit }) => logit),
      "cam.logits",
    ),
    heatmap: b.channelSum(features, "cam.heatmap"),
  };
}
