import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import type { Graph } from "../graph";

/** A small U-Net (Ronneberger et al. 2015) with batch norm, foldable into its convolutions. */
export const segmenterSchema = v.strictObject({
  /** Channels after each stride-2 layer, from half the input's size downwards. */
  channels: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(512))),
    v.minLength(2),
    v.maxLength(6),
  ),
  /** Classes, background first. */
  classes: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(64)),
});
export type SegmenterArchitecture = v.InferOutput<typeof segmenterSchema>;

/**
 * @param size Side of the input in pixels, a multiple of 2 to the number of levels.
 * @returns Graph with input `image` `[size, size, 3]` in [-1, 1], outputs `logits` and `probabilities` `[size, size, classes]`.
 */
export function buildSegmenter(architecture: SegmenterArchitecture, size: number): Graph {
  const b = new GraphBuilder("segmenter");
  const block = (x: Value, id: string, channels: number, stride = 1): Value => {
    // `same` as TFLite counts it, so that the exporter needs no padding nodes.
    const y = b.conv2d(x, `${id}.conv`, { channels, kernel: 3, stride, padding: "same" });
    return b.activation(b.batchNorm(y, `${id}.norm`), `${id}.relu`, "relu");
  };

  let x = b.input("image", [size, size, 3]);
  const skips: Value[] = [];
  architecture.channels.forEach((channels, level) => {
    x = block(x, `encoder.${level}.0`, channels, 2);
    // The first level is the widest picture: one layer there keeps the cost low.
    if (level > 0) x = block(x, `encoder.${level}.1`, channels);
    skips.push(x);
  });
  for (let level = architecture.channels.length - 2; level >= 0; level--) {
    const skip = skips[level];
    if (skip === undefined) continue;
    const up = b.upsample(x, `decoder.${level}.upsample`, "nearest");
    x = block(b.concat([up, skip], `decoder.${level}.skip`), `decoder.${level}`, skip.shape[2] ?? 1);
  }
  const coarse = b.conv2d(x, "head.conv", { channels: architecture.classes, kernel: 3, padding: "same", bias: true });
  const logits = b.upsample(coarse, "head.upsample", "bilinear");
  return b.build({ logits, probabilities: b.softmax(logits, "head.softmax") });
}
