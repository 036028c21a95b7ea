import { GraphBuilder } from "../builder";
import type { Graph } from "../graph";

export interface PatchGanArchitecture {
  /** Channels of the first layer (64 in the paper); doubled by each further one, to eight times as many at most. */
  readonly channels: number;
  /** Layers of stride 2. With 3 of them a logit sees 70x70 pixels, with 2 34x34, with 1 16x16. */
  readonly layers: number;
  /** Judges pairs: a second input, `condition`, is joined to the picture (pix2pix, Isola et al. 2017). */
  readonly paired: boolean;
}

/**
 * PatchGAN as CycleGAN and pix2pix have it (Isola et al. 2017): 4x4 convolutions, instance norm in all but the first and
 * the last, leaky ReLU; the last two layers have stride 1.
 *
 * @param size Side of the picture in pixels, more than three times 2 to the number of layers.
 * @returns Graph with inputs `image` and, for pairs, `condition`, `[size, size, 3]` each, and output `patch` `[h, w, 1]` (logits).
 */
export function buildPatchGan({ channels, layers, paired }: PatchGanArchitecture, size: number): Graph {
  const b = new GraphBuilder("patch-gan");
  const image = b.input("image", [size, size, 3]);
  let x = paired ? b.concat([b.input("condition", [size, size, 3]), image], "pair") : image;
  for (let layer = 0; layer <= layers; layer++) {
    const width = channels * Math.min(2 ** layer, 8);
    // A norm takes a bias away at once.
    const bias = layer === 0;
    x = b.conv2d(x, `layer.${layer}.conv`, {
      channels: width,
      kernel: 4,
      stride: layer < layers ? 2 : 1,
      padding: 1,
      bias,
    });
    if (layer > 0) x = b.instanceNorm(x, `layer.${layer}.norm`);
    x = b.activation(x, `layer.${layer}.lrelu`, "leakyRelu");
  }
  return b.build({ patch: b.conv2d(x, "head", { channels: 1, kernel: 4, padding: 1, bias: true }) });
}
