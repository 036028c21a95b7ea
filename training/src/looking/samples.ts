import * as tf from "@tensorflow/tfjs-core";

import { drawLatent } from "../recipes/dcgan-batch";
import { oneHot } from "../recipes/stargan-batch";
import type { TrainedNet } from "../models/trained-net";
import { LookingError } from "./errors";

/** Random pictures of a DCGAN, the same for the same seed: `count` tiles of `size * size` RGB in [-1, 1]. */
export async function randomSamples(
  { network, path }: TrainedNet,
  count: number,
  seed: number,
): Promise<Float32Array[]> {
  const length = network.graph.nodes.find(({ id }) => id === "latent")?.shape[0];
  if (length === undefined) {
    throw new LookingError(`${path} makes pictures from pictures: name some to translate, sample MODEL PICTURE …`);
  }
  const tiles: Float32Array[] = [];
  for (let index = 0; index < count; index++) {
    const made = tf.tidy(() => network.run({ latent: drawLatent(length, 1, seed, index) }, "image"));
    tiles.push(new Float32Array(await made.data<"float32">()));
    made.dispose();
  }
  return tiles;
}

/** A picture `[1, size, size, 3]`, then its translation to each of the model's domains. */
export async function translations({ network }: TrainedNet, image: tf.Tensor4D): Promise<Float32Array[]> {
  const domains = network.graph.nodes.find(({ id }) => id === "domain")?.shape[0];
  const tiles = [new Float32Array(await image.data<"float32">())];
  for (let domain = 0; domain < (domains ?? 1); domain++) {
    const made = tf.tidy(() =>
      network.run(domains === undefined ? { image } : { image, domain: oneHot([domain], domains) }, "image"),
    );
    tiles.push(new Float32Array(await made.data<"float32">()));
    made.dispose();
  }
  return tiles;
}
