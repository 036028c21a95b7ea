import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import { GraphError } from "../errors";
import type { Graph } from "../graph";

/** DCGAN (Radford et al. 2016) in the form of Chainer's example. */
export const dcganSchema = v.strictObject({
  /** Numbers in the latent vector, each uniform in [-1, 1]. */
  latent: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
  /** Channels at full resolution (64 in the example); doubled by each halving. */
  channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  /** Doublings from the bottom to the picture: with 3 of them 96 pixels start from 12. */
  doublings: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)),
});
export type DcganArchitecture = v.InferOutput<typeof dcganSchema>;

/**
 * Generator. Enlarges by resize and convolution, for transposed convolutions leave checkerboards (Odena et al. 2016).
 *
 * @param size Side of the picture in pixels, a multiple of 2 to the number of doublings.
 * @returns Graph with input `latent` `[latent]` and output `image` `[size, size, 3]` in [-1, 1].
 */
export function buildDcgan({ latent, channels, doublings }: DcganArchitecture, size: number): Graph {
  const b = new GraphBuilder("dcgan");
  const bottom = bottomWidth(size, doublings);
  const deepest = channels * 2 ** doublings;
  const normed = (x: Value, id: string): Value => b.activation(b.batchNorm(x, `${id}.norm`), `${id}.relu`, "relu");

  const spread = b.dense(b.input("latent", [latent]), "bottom.dense", bottom * bottom * deepest, false);
  let x = normed(b.reshape(spread, "bottom.picture", [bottom, bottom, deepest]), "bottom");
  for (let i = 1; i <= doublings; i++) {
    const up = b.upsample(x, `layer.${i}.upsample`, "nearest");
    x = normed(b.conv2d(up, `layer.${i}.conv`, { channels: deepest / 2 ** i, kernel: 3 }), `layer.${i}`);
  }
  const output = b.conv2d(x, "output.conv", { channels: 3, kernel: 3, bias: true });
  return b.build({ image: b.activation(output, "output.tanh", "tanh") });
}

/**
 * Discriminator: a 3x3 convolution, then pairs of a 4x4 one that halves and a 3x3 one, down to the generator's bottom.
 * @returns Graph with input `image` `[size, size, 3]` and output `logit` `[1]`.
 */
export function buildDcganDiscriminator(
  { channels, doublings }: Omit<DcganArchitecture, "latent">,
  size: number,
): Graph {
  const b = new GraphBuilder("dcgan-discriminator");
  const bottom = bottomWidth(size, doublings);
  const normed = (x: Value, id: string): Value =>
    b.activation(b.batchNorm(x, `${id}.norm`), `${id}.lrelu`, "leakyRelu");

  const image = b.input("image", [size, size, 3]);
  let x = b.activation(
    b.conv2d(image, "layer.0.conv", { channels, kernel: 3, bias: true }),
    "layer.0.lrelu",
    "leakyRelu",
  );
  for (let i = 1; i <= doublings; i++) {
    const width = channels * 2 ** i;
    x = normed(b.conv2d(x, `layer.${i}.0.conv`, { channels: width, kernel: 4, stride: 2, padding: 1 }), `layer.${i}.0`);
    x = normed(b.conv2d(x, `layer.${i}.1.conv`, { channels: width, kernel: 3 }), `layer.${i}.1`);
  }
  const flat = b.reshape(x, "flat", [bottom * bottom * channels * 2 ** doublings]);
  return b.build({ logit: b.dense(flat, "head", 1) });
}

/** Width of the smallest picture. @throws GraphError if the side cannot be halved so often. */
function bottomWidth(size: number, doublings: number): number {
  const width = size / 2 ** doublings;
  if (Number.isInteger(width) && width >= 1) return width;
  throw new GraphError(
    `dcgan: ${size} pixels cannot be halved ${doublings} times; the side must be a multiple of ${2 ** doublings}`,
  );
}
