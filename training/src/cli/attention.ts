import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";

import { type BackendOptions, loadBackend } from "../backend/load";
import { attentionGrid } from "../looking/attention";
import { readSquare } from "../looking/square";
import { readModelFolder } from "../models/folder";
import type { Way } from "../models/from-run";
import { readTrainedNet } from "../models/trained-net";
import { reporter } from "./report";

export interface AttentionOptions extends BackendOptions {
  readonly segmenter?: string;
  readonly way: Way;
  readonly out: string;
}

/** `mealshift attention`: where a ugatit looks. */
export async function attention(model: string, pictures: readonly string[], options: AttentionOptions): Promise<void> {
  await loadBackend(options);
  const net = await readTrainedNet(model, options.way);
  const segmenter = options.segmenter === undefined ? null : (await readModelFolder(options.segmenter)).network;
  const images: tf.Tensor4D[] = [];
  for (const path of pictures) images.push(await readSquare(path, net.size, segmenter));
  const grid = await attentionGrid(net, images);
  tf.dispose(images);
  await mkdir(dirname(options.out), { recursive: true });
  // The format follows the name's ending.
  await sharp(grid).toFile(options.out);
  reporter(false).done(`${options.out}: ${pictures.length} pictures`, { out: options.out, pictures: pictures.length });
}
