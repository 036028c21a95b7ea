import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";

import { type BackendOptions, loadBackend } from "../backend/load";
import { decodeSquare } from "../data/decode";
import { pictureGrid } from "../data/pictures";
import { findDishesInPicture } from "../models/dish-finder";
import { type ModelFolder, readModelFolder } from "../models/folder";
import { oneHot } from "../recipes/stargan-batch";
import { reporter } from "./report";

export interface SampleOptions extends BackendOptions {
  readonly segmenter: string;
  readonly size: number;
  readonly out?: string;
  readonly tiles?: string;
}

/** `mealshift sample`: pictures through segmenter and generator: a grid of all dishes, or tiles for the interface. */
export async function sample(model: string, pictures: readonly string[], options: SampleOptions): Promise<void> {
  const report = reporter(false);
  await loadBackend(options);
  const lens = await readModelFolder(model);
  const { config } = lens;
  if (config.family !== "stargan") throw new Error(`${model} holds a ${config.family}; samples come from a stargan`);
  const segmenter = (await readModelFolder(options.segmenter)).network;
  const rows: Float32Array[][] = [];
  for (const path of pictures) {
    const { dishes } = await findDishesInPicture(segmenter, path);
    report.line(`${basename(path)}: ${dishes.length} dishes`);
    for (const { roi } of dishes) rows.push(await translateAll(lens, path, roi, options.size));
  }
  if (rows.length === 0) throw new Error("no dish was found in the pictures");
  if (options.out !== undefined) {
    await mkdir(dirname(options.out), { recursive: true });
    const grid = await pictureGrid(rows.flat(), options.size, config.domains.length + 1);
    // The format follows the name's ending.
    await sharp(grid).toFile(options.out);
  }
  if (options.tiles !== undefined) {
    await mkdir(options.tiles, { recursive: true });
    for (const [index, domain] of config.domains.entries()) {
      const tile = rows[0]?.[index + 1] ?? new Float32Array();
      const pixels = Uint8Array.from(tile, (value) => Math.min(Math.max((value + 1) * 127.5, 0), 255));
      const raw = { width: options.size, height: options.size, channels: 3 as const };
      await sharp(pixels, { raw })
        .webp({ quality: 82 })
        .toFile(join(options.tiles, `${domain.id}.webp`));
    }
  }
}

/** The crop itself, then its translation to every domain. */
async function translateAll(
  { config, network }: ModelFolder,
  path: string,
  crop: { readonly cx: number; readonly cy: number; readonly size: number },
  size: number,
): Promise<Float32Array[]> {
  const pixels = Float32Array.from(await decodeSquare({ path, crop }, size, 3), (value) => value / 127.5 - 1);
  const domains = "domains" in config ? (config.domains?.length ?? 0) : 0;
  const tiles = [pixels];
  for (let domain = 0; domain < domains; domain++) {
    const output = tf.tidy(() =>
      network.run({ image: tf.tensor4d(pixels, [1, size, size, 3]), domain: oneHot([domain], domains) }, "image"),
    );
    tiles.push(new Float32Array(await output.data<"float32">()));
    output.dispose();
  }
  return tiles;
}
