import { GraphBuilder } from "../builder";
import type { Graph } from "../graph";
import { classActivation } from "./cam";

export interface CamDiscriminatorArchitecture {
  /** Channels of the first layer (64 in the paper), doubled by each further one. */
  readonly channels: number;
  /** Layers of stride 2: 5 in the paper's global discriminator, 3 in the local one. */
  readonly layers: number;
}

/**
 * Discriminator of U-GAT-IT (Kim et al. 2020): 4x4 convolutions with leaky ReLU, attention by class activation, logits
 * of patches. No norm: its kernels, those of the fully connected layers included, are meant for spectral norm.
 *
 * @param size Side of the picture in pixels, at least three times 2 to the number of layers.
 * @returns Graph with input `image` `[size, size, 3]`, outputs `patch` `[h, w, 1]` and `cam.logits` `[2]` (both logits) and
 *   `heatmap` `[h + 1, w + 1, 1]`.
 */
export function buildCamDiscriminator({ channels, layers }: CamDiscriminatorArchitecture, size: number): Graph {
  const b = new GraphBuilder("cam-discriminator");
  let x = b.input("image", [size, size, 3]);
  for (let layer = 0; layer <= layers; layer++) {
    const stride = layer < layers ? 2 : 1;
    x = b.conv2d(x, `layer.${layer}.conv`, {
      channels: channels * 2 ** layer,
      kernel: 4,
      stride,
      padding: 1,
      bias: true,
    });
    x = b.activation(x, `layer.${layer}.lrelu`, "leakyRelu");
  }
  const attention = classActivation(b, x, "leakyRelu");
  const patch = b.conv2d(attention.features, "head", { channels: 1, kernel: 4, padding: 1 });
  return b.build({ patch, "cam.logits": attention.logits, heatmap: attention.heatmap });
}
