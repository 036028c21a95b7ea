import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import { GraphError } from "../errors";
import type { Graph } from "../graph";
import { requireMultiple } from "./size";

/** U-Net generator of pix2pix (Isola et al. 2017). */
export const pix2pixSchema = v.strictObject({
  /** Channels of the first layer (64 in the paper); doubled by each further one, to eight times as many at most. */
  channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  /** Drop-out in the decoder's deepest layers while training, [0, 1); 0.5 in the paper. */
  dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.95)),
});
export type Pix2pixArchitecture = v.InferOutput<typeof pix2pixSchema>;

const MOST_LEVELS = 8;
const DROPPING_LEVELS = 3;

/**
 * Halves the picture as often as its side divides, 8 times at most (256 pixels: down to one), and doubles it again with a
 * skip at every size. The norm is instance norm: what the paper's batch norm is at its batch of one. The innermost layer
 * has none, for it would take everything away from a single pixel. Enlarges by resize and convolution, for transposed
 * convolutions leave checkerboards (Odena et al. 2016).
 *
 * @param size Side of the picture in pixels, a multiple of 2 to the number of levels.
 * @param trainedAt Side that the weights were trained at, a multiple of 4: it decides the depth. Default: the same.
 * @returns Graph with input `image` `[size, size, 3]` in [-1, 1] and output `image` in [-1, 1].
 */
export function buildPix2pix({ channels, dropout }: Pix2pixArchitecture, size: number, trainedAt = size): Graph {
  const b = new GraphBuilder("pix2pix");
  const depth = pix2pixLevels(trainedAt);
  const width = (level: number): number => channels * Math.min(2 ** level, 8);

  let x = b.input("image", [size, size, 3]);
  requireMultiple(b, x, 2 ** depth);
  const skips: Value[] = [];
  for (let level = 0; level < depth; level++) {
    const id = `encoder.${level}`;
    const normed = level > 0 && level < depth - 1;
    x = b.conv2d(x, `${id}.conv`, { channels: width(level), kernel: 4, stride: 2, padding: 1, bias: !normed });
    if (normed) x = b.instanceNorm(x, `${id}.norm`);
    x = b.activation(x, `${id}.lrelu`, "leakyRelu");
    skips.push(x);
  }
  for (let level = depth - 2; level >= 0; level--) {
    const id = `decoder.${level}`;
    const up = b.upsample(x, `${id}.upsample`, "nearest");
    x = b.instanceNorm(b.conv2d(up, `${id}.conv`, { channels: width(level), kernel: 3 }), `${id}.norm`);
    if (depth - 2 - level < Math.min(DROPPING_LEVELS, depth - 2)) x = b.dropout(x, `${id}.dropout`, dropout);
    x = b.activation(x, `${id}.relu`, "relu");
    const skip = skips[level];
    if (skip) x = b.concat([x, skip], `${id}.skip`);
  }
  const output = b.conv2d(b.upsample(x, "output.upsample", "nearest"), "output.conv", {
    channels: 3,
    kernel: 3,
    bias: true,
  });
  return b.build({ image: b.activation(output, "output.tanh", "tanh") });
}

/** How often a net trained at this side halves it. @throws GraphError if that is less than twice. */
export function pix2pixLevels(size: number): number {
  let levels = 0;
  while (levels < MOST_LEVELS && size % 2 ** (levels + 1) === 0) levels++;
  if (size < 4 || levels < 2) {
    throw new GraphError(`pix2pix: a side of ${size} pixels cannot be halved twice; it must be a multiple of 4`);
  }
  return levels;
}
