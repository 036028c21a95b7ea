import * as tf from "@tensorflow/tfjs-core";

import { pictureGrid } from "../data/pictures";
import type { TrainedNet } from "../models/trained-net";
import { LookingError } from "./errors";

// From where a net does not look at all to where it looks most; lightness rises all the way, for people who see no hues.
const HEAT = [
  [0.0, 0.0, 0.05],
  [0.27, 0.05, 0.42],
  [0.65, 0.13, 0.4],
  [0.94, 0.36, 0.2],
  [1.0, 0.72, 0.15],
  [1.0, 1.0, 0.75],
] as const;
const PICTURE_PART = 0.35;

/**
 * Where a U-GAT-IT looks (its class activation map; Zhou et al. 2016, Kim et al. 2020): pictures above, the maps over
 * them in the middle, their translations below, a column each. PNG.
 *
 * @param images `[1, size, size, 3]` in [-1, 1], at the net's size.
 * @throws LookingError for a net of another family.
 */
export async function attentionGrid(net: TrainedNet, images: readonly tf.Tensor4D[]): Promise<Uint8Array> {
  if (net.family !== "ugatit") {
    throw new LookingError(`${net.path} holds a ${net.family}: only a ugatit has an attention to look at`);
  }
  const columns: Float32Array[][] = [];
  for (const image of images) {
    const tiles = tf.tidy(() => {
      const { image: translated, heatmap } = net.network.runAll({ image });
      if (!translated || !heatmap) throw new LookingError(`${net.path} has no attention among its outputs`);
      return tf.concat([image, heatOver(image, heatmap as tf.Tensor4D), translated as tf.Tensor4D]);
    });
    const data = await tiles.data<"float32">();
    tiles.dispose();
    const pixels = net.size * net.size * 3;
    columns.push([0, 1, 2].map((row) => data.slice(row * pixels, (row + 1) * pixels)));
  }
  const rows = [0, 1, 2].flatMap((row) => columns.flatMap((column) => column[row] ?? []));
  return pictureGrid(rows, net.size, images.length);
}

/**
 * The map in colours over a grey picture, each map from its least to its most.
 * @param heatmap `[1, h, w, 1]`, of any range.
 */
function heatOver(image: tf.Tensor4D, heatmap: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = image.shape;
  const large = tf.image.resizeBilinear(heatmap, [height, width], false, true);
  const [least, most] = [tf.min(large), tf.max(large)];
  const place = tf.mul(tf.div(tf.sub(large, least), tf.maximum(tf.sub(most, least), 1e-6)), HEAT.length - 1);
  // A colour counts where its place is nearer than its neighbours': hats over the places, which sum to one.
  const colours = HEAT.map((colour, index) => {
    const weight = tf.relu(tf.sub(1, tf.abs(tf.sub(place, index))));
    return tf.mul(weight, tf.tensor4d([...colour], [1, 1, 1, 3]));
  });
  const grey = tf.mul(tf.add(tf.mean(image, 3, true), 1), 0.5);
  const mixed = tf.add(tf.mul(tf.addN(colours), 1 - PICTURE_PART), tf.mul(grey, PICTURE_PART));
  return tf.sub(tf.mul(mixed, 2), 1);
}
