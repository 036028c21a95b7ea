import * as tf from "@tensorflow/tfjs-core";

import { buildCamDiscriminator } from "../../../src/net/families/cam-discriminator";
import type { Graph } from "../../../src/net/graph";
import { leastSquaresDiscriminatorLoss, leastSquaresGeneratorLoss } from "../losses/least-squares";
import { SpectralNorm } from "../losses/spectral-norm";
import { runGraph } from "../run/graph";
import { Parameters } from "../run/parameters";
import type { CheckpointParts } from "../run/parts";
import { halves } from "./two-way/together";
import type { UgatitRecipe } from "./ugatit-options";

/**
 * The discriminators of one domain (Kim et al. 2020): a global and a local one, both with spectral norm. Each judges
 * patches, and by its class activation's logits the picture as a whole.
 */
export class DomainJudges {
  readonly #judges: readonly { graph: Graph; weights: Parameters; spectral: SpectralNorm; name: string }[];

  constructor({ discriminator, size }: Pick<UgatitRecipe, "discriminator" | "size">, seed: number) {
    const { channels, globalLayers, localLayers } = discriminator;
    this.#judges = Object.entries({ global: globalLayers, local: localLayers }).map(([name, layers], index) => {
      const graph = buildCamDiscriminator({ channels, layers }, size);
      const weights = new Parameters(graph, seed + index);
      return { graph, weights, spectral: new SpectralNorm(weights, seed + index, 1), name };
    });
  }

  get trainable(): readonly tf.Variable[] {
    return this.#judges.flatMap(({ weights }) => weights.trainable);
  }

  /** @param domain Distinguishes the two domains in the checkpoint. */
  parts(domain: string): CheckpointParts {
    return Object.fromEntries(
      this.#judges.flatMap(({ weights, spectral, name }) => [
        [`discriminator-${domain}-${name}/`, weights],
        [`spectral-${domain}-${name}/`, spectral],
      ]),
    );
  }

  /** Follows the kernels' largest singular values; once before each update of the discriminators. */
  update(): void {
    for (const { spectral } of this.#judges) spectral.update();
  }

  /** What the discriminators pay: real pictures to 1, translations to 0, in patches and in class activations. */
  discriminatorLoss(real: tf.Tensor4D, fake: tf.Tensor4D): tf.Scalar {
    const logits = this.#logits(tf.concat([real, fake]));
    return tf.addN(logits.map((both) => leastSquaresDiscriminatorLoss(...halves(both))));
  }

  /** What the generator pays for translations into the domain. */
  generatorLoss(fake: tf.Tensor4D): tf.Scalar {
    return tf.addN(this.#logits(fake).map((logits) => leastSquaresGeneratorLoss(logits)));
  }

  #logits(image: tf.Tensor4D): tf.Tensor[] {
    return this.#judges.flatMap(({ graph, spectral }) => {
      const outputs = runGraph(graph, spectral.normalized(), { image });
      return ["patch", "cam.logits"].map((name) => outputOf(outputs, name));
    });
  }
}

/** @throws Error if a net has no such output. */
export function outputOf(outputs: Readonly<Record<string, tf.Tensor>>, name: string): tf.Tensor {
  const value = outputs[name];
  if (!value) throw new Error(`the net has no output ${name}`);
  return value;
}
