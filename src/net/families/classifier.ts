import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import type { Graph } from "../graph";

/** Residual classifier (He et al. 2016, pre-pooled): judge, critic and feature net of the training workspace. */
export const classifierSchema = v.strictObject({
  /** Channels of each stage; every stage halves the picture. */
  channels: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024))),
    v.minLength(1),
    v.maxLength(6),
  ),
  classes: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10_000)),
  /** Drop-out before the last layer while training, [0, 1). */
  dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.95)),
});
export type ClassifierArchitecture = v.InferOutput<typeof classifierSchema>;

/** @returns Graph with input `image` `[size, size, 3]` in [-1, 1], outputs `features` `[last channels]` and `logits` `[classes]`. */
export function buildClassifier(architecture: ClassifierArchitecture, size: number): Graph {
  const b = new GraphBuilder("classifier");
  const block = (x: Value, id: string, channels: number, stride = 1): Value => {
    const y = b.batchNorm(b.conv2d(x, `${id}.conv`, { channels, kernel: 3, stride, padding: "same" }), `${id}.norm`);
    return b.activation(y, `${id}.relu`, "relu");
  };
  let x = b.input("image", [size, size, 3]);
  architecture.channels.forEach((channels, stage) => {
    x = block(x, `stage.${stage}.0`, channels, 2);
    if (stage > 0) x = b.add(x, block(x, `stage.${stage}.1`, channels), `stage.${stage}.sum`);
  });
  const features = b.globalPool(x, "features");
  const logits = b.dense(b.dropout(features, "dropout", architecture.dropout), "head", architecture.classes);
  return b.build({ features, logits });
}
