import * as tf from "@tensorflow/tfjs-core";

import { decodeSquare } from "../data/decode";
import type { FeatureNet } from "../models/feature-net";
import type { Embedding, EmbeddingRows } from "./embeddings";

const BATCH = 32;

interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Features and class probabilities of pictures, in their order. */
export async function embedPictures(
  net: FeatureNet,
  pictures: readonly HashedFile[],
  progress: (done: number) => void,
): Promise<EmbeddingRows> {
  const rows: [string, Embedding][] = [];
  for (let i = 0; i < pictures.length; i += BATCH) {
    progress(i);
    const batch = pictures.slice(i, i + BATCH);
    const found = await embedBatch(net, batch);
    batch.forEach(({ sha256 }, index) => {
      const embedding = found[index];
      if (embedding) rows.push([sha256, embedding]);
    });
  }
  return rows;
}

/** The classifier sees the largest centred square, as it does in its training. */
async function embedBatch(net: FeatureNet, batch: readonly HashedFile[]): Promise<Embedding[]> {
  const { size } = net;
  const squares = await Promise.all(batch.map(({ path }) => decodeSquare({ path }, size, 3, { centre: true })));
  const pixels = new Float32Array(batch.length * size * size * 3);
  squares.forEach((square, index) => {
    const first = index * size * size * 3;
    for (let i = 0; i < square.length; i++) pixels[first + i] = (square[i] ?? 0) / 127.5 - 1;
  });
  const [features, probabilities] = tf.tidy(() => {
    const image = tf.tensor4d(pixels, [batch.length, size, size, 3]);
    return [net.network.run({ image }, "features"), tf.softmax(net.network.run({ image }, "logits"))] as const;
  });
  const rows = async (tensor: tf.Tensor): Promise<Float32Array[]> => {
    const values = await tensor.data<"float32">();
    const width = values.length / batch.length;
    return batch.map((_, row) => values.slice(row * width, (row + 1) * width));
  };
  const [ofFeatures, ofProbabilities] = await Promise.all([rows(features), rows(probabilities)]);
  tf.dispose([features, probabilities]);
  return ofFeatures.map((values, row) => ({
    features: values,
    probabilities: ofProbabilities[row] ?? new Float32Array(),
  }));
}
