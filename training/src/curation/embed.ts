import * as tf from "@tensorflow/tfjs-core";

import { decodeSquare } from "../data/decode";
import type { FeatureNet } from "../models/feature-net";
import { type Embedding, Embeddings } from "./embeddings";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";

const BATCH = 32;
/** Pictures of a file: what a kill may cost. */
const ROWS = 512;

/** Features and class probabilities of every picture that has none yet, from a classifier of our own. */
export async function embed(
  manifest: Manifest,
  net: FeatureNet,
  path: string,
  tell: (done: number, of: number) => void,
): Promise<{ readonly embedded: number; readonly known: number }> {
  const model = { path, sha256: net.sha256, classes: [...net.classes] };
  const embeddings = await Embeddings.openFor(manifest.directory, model);
  const pictures = [...new Map(manifest.kept("rank").map((picture) => [picture.sha256, picture])).values()];
  const missing = pictures.filter(({ sha256 }) => !embeddings.rows.has(sha256));
  for (let first = 0; first < missing.length; first += ROWS) {
    const rows: [string, Embedding][] = [];
    const chunk = missing.slice(first, first + ROWS);
    for (let i = 0; i < chunk.length; i += BATCH) {
      const batch = chunk.slice(i, i + BATCH);
      const found = await embedBatch(manifest, net, batch);
      batch.forEach(({ sha256 }, index) => {
        const embedding = found[index];
        if (embedding) rows.push([sha256, embedding]);
      });
    }
    await embeddings.add(rows);
    tell(first + chunk.length, missing.length);
  }
  await manifest.append([{ step: "run", of: "embed", settings: JSON.stringify(model) }]);
  return { embedded: missing.length, known: pictures.length - missing.length };
}

/** The classifier sees the largest centred square, as it does in its training. */
async function embedBatch(manifest: Manifest, net: FeatureNet, batch: readonly Picture[]): Promise<Embedding[]> {
  const { size } = net;
  const squares = await Promise.all(
    batch.map(({ picture }) => decodeSquare({ path: manifest.pathOf(picture) }, size, 3, { centre: true })),
  );
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
