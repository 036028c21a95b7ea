import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import type * as tf from "@tensorflow/tfjs-core";
import type { Command, Option } from "commander";
import sharp from "sharp";

import { imageToImageFamilies } from "../../../src/net/image-to-image";
import { type BackendOptions, loadBackend } from "../backend/load";
import { pictureGrid } from "../data/pictures";
import { LookingError } from "../looking/errors";
import { heldOutTranslations } from "../looking/held-out";
import { randomSamples, translations } from "../looking/samples";
import { readDishes, readSquare } from "../looking/square";
import { readModelFolder } from "../models/folder";
import { readTrainedNet, type TrainedNet } from "../models/trained-net";
import { reporter } from "./report";
import { dataDirectory } from "./train";

interface SampleOptions extends BackendOptions {
  readonly segmenter: string;
  readonly whole?: boolean;
  readonly size?: number;
  readonly heldOut?: number;
  readonly recipe?: string;
  readonly seed: number;
  readonly count: number;
  readonly out?: string;
  readonly tiles?: string;
}

const COLUMNS = 10;

export function addSampleCommand(program: Command, backend: readonly Option[]): void {
  const command = program
    .command("sample <model> [pictures...]")
    .description("a model's pictures: dishes translated to every domain, or, of a dcgan, random ones")
    .option("--segmenter <model>", "model folder of the segmenter", "public/models/segmenter")
    .option("--whole", "the middle of each picture, instead of its dishes")
    .option("--size <pixels>", "side of each translation (default: what the model was trained at)", Number)
    .option("--held-out <pictures>", "instead, so many that were held out of its training, composited", Number)
    .option("--recipe <file>", "recipe of a model folder, which says what was held out")
    .option("--count <pictures>", "random pictures of a dcgan", Number, COLUMNS * COLUMNS)
    .option("--seed <number>", "which random pictures", Number, 1)
    .option("--out <picture>", "grid: each dish, then its translations; .png, .webp or .jpg")
    .option("--tiles <directory>", "one WebP for each domain, of the first dish");
  for (const option of backend) command.addOption(option);
  command.action((model: string, pictures: string[], options: SampleOptions) => sample(model, pictures, options));
}

/** `mealshift sample`. */
async function sample(model: string, pictures: readonly string[], options: SampleOptions): Promise<void> {
  await loadBackend(options);
  if (options.heldOut !== undefined) return sampleHeldOut(model, options.heldOut, options);
  const net = await readTrainedNet(model);
  const rows = await rowsOf(net, pictures, options);
  const [first] = rows;
  if (!first) throw new LookingError("no dish was found in the pictures; --whole takes their middle");
  const size = Math.sqrt((first[0]?.length ?? 0) / 3);
  if (options.out !== undefined) await writeGrid(options.out, rows, size);
  if (options.tiles !== undefined) await writeTiles(options.tiles, net, first, size);
  reporter(false).done(`${rows.flat().length} pictures`, { model, rows: rows.length, columns: first.length });
}

/** The grid of a model's own held-out pictures. */
async function sampleHeldOut(model: string, count: number, { recipe, out }: SampleOptions): Promise<void> {
  if (!Number.isInteger(count) || count < 1) throw new LookingError("--held-out wants a whole number from 1");
  if (out === undefined) throw new LookingError("--held-out makes a grid: name its file with --out");
  const { rows, size } = await heldOutTranslations({
    model,
    recipe,
    count,
    data: dataDirectory(),
    cache: resolve(".cache/images"),
    tell: (line) => void process.stderr.write(`${line} …\n`),
  });
  await writeGrid(out, rows, size);
  reporter(false).done(`${out}: ${rows.length} pictures that were held out`, { model, rows: rows.length });
}

async function rowsOf(
  net: TrainedNet,
  pictures: readonly string[],
  { segmenter, whole, size = net.size, count, seed }: SampleOptions,
): Promise<Float32Array[][]> {
  if (pictures.length === 0) {
    const tiles = await randomSamples(net, count, seed);
    return Array.from({ length: Math.ceil(tiles.length / COLUMNS) }, (_, row) =>
      tiles.slice(row * COLUMNS, (row + 1) * COLUMNS),
    );
  }
  if (!imageToImageFamilies.some((family) => family === net.family)) {
    throw new LookingError(`${net.path} holds a ${net.family}, which makes no picture from another: name none`);
  }
  const finder = whole === true ? null : (await readModelFolder(segmenter)).network;
  const rows: Float32Array[][] = [];
  for (const path of pictures) {
    const images = finder ? await readDishes(path, size, finder) : [await readSquare(path, size, null)];
    reporter(false).line(`${basename(path)}: ${images.length} ${finder ? "dishes" : "picture"}`);
    for (const image of images) rows.push(await translationsOf(net, image));
  }
  return rows;
}

async function translationsOf(net: TrainedNet, image: tf.Tensor4D): Promise<Float32Array[]> {
  try {
    return await translations(net, image);
  } finally {
    image.dispose();
  }
}

async function writeGrid(path: string, rows: readonly (readonly Float32Array[])[], size: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const grid = await pictureGrid(rows.flat(), size, rows[0]?.length ?? 1);
  // The format follows the name's ending.
  await sharp(grid).toFile(path);
}

/** For the interface: what the dish looks like as each other one. */
async function writeTiles(
  directory: string,
  { dishes, path }: TrainedNet,
  row: readonly Float32Array[],
  size: number,
): Promise<void> {
  if (dishes.length === 0) throw new LookingError(`${path} has no domains to make tiles of`);
  await mkdir(directory, { recursive: true });
  for (const [index, dish] of dishes.entries()) {
    const tile = row[index + 1] ?? new Float32Array();
    const pixels = Uint8Array.from(tile, (value) => Math.min(Math.max((value + 1) * 127.5, 0), 255));
    await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
      .webp({ quality: 82 })
      .toFile(join(directory, `${dish}.webp`));
  }
}
