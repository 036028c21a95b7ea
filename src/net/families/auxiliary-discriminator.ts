import { GraphBuilder } from "../builder";
import type { Graph } from "../graph";

export interface AuxiliaryDiscriminatorArchitecture {
  /** Channels of the first layer (64 in the paper); doubled by each further one. */
  readonly channels: number;
  /** Layers of stride 2 (6 in the paper). */
  readonly layers: number;
  readonly domains: number;
}

/**
 * StarGAN's discriminator (Choi et al. 2018): 4x4 stride-2 convolutions, leaky ReLU, logits of patches, and beside them
 * logits of the domain from the whole picture. It has no norms: a gradient penalty is about each sample alone, and
 * needs second derivatives of every operation.
 *
 * @param size Side of the picture in pixels, a multiple of 2 to the number of layers.
 * @returns Graph with input `image` `[size, size, 3]` and outputs `patch` `[h, w, 1]` and `domain` `[1, 1, domains]`, all logits.
 */
export function buildAuxiliaryDiscriminator(architecture: AuxiliaryDiscriminatorArchitecture, size: number): Graph {
  const { channels, layers, domains } = architecture;
  const b = new GraphBuilder("auxiliary-discriminator");
  let x = b.input("image", [size, size, 3]);
  for (let layer = 0; layer < layers; layer++) {
    const width = channels * 2 ** layer;
    x = b.conv2d(x, `layer.${layer}.conv`, { channels: width, kernel: 4, stride: 2, padding: 1, bias: true });
    x = b.activation(x, `layer.${layer}.lrelu`, "leakyRelu", 0.01);
  }
  const patch = b.conv2d(x, "patch", { channels: 1, kernel: 3 });
  const domain = b.conv2d(x, "domain", { channels: domains, kernel: x.shape[0], padding: 0 });
  return b.build({ patch, domain });
}
