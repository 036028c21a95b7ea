import { join } from "node:path";

import { encode } from "fast-png";
import sharp from "sharp";

import type { Picture } from "../animation/frame";
import { drawText, LINE_HEIGHT, textWidth } from "../animation/glyphs";
import { listSamples } from "../run/samples";
import { AblationError } from "./errors";

/** A strip of a run's samples with the share that it was trained with. */
export interface ShareSamples {
  readonly share: number;
  /** Run directory. */
  readonly run: string;
}

// What `pictureGrid` leaves between tiles; strips of two shares lie further apart.
const TILE_GAP = 2;
const STRIP_GAP = 8;
const LABEL_SCALE = 2;

/**
 * The first rows of each run's last sample grid, one share below the other: generators draw the same held-out inputs, or
 * latents, into the same places, whatever they were trained on. PNG.
 *
 * @param tile Side of a tile, pixels: the recipe's size.
 * @param rows Rows of the grids to show.
 */
export async function sampleStrips(shares: readonly ShareSamples[], tile: number, rows: number): Promise<Uint8Array> {
  const strips = await Promise.all(shares.map(({ run }) => firstRows(run, rows * (tile + TILE_GAP) - TILE_GAP)));
  const labels = shares.map(({ share }) => shareName(share));
  const left = Math.max(...labels.map(textWidth)) * LABEL_SCALE;
  const width = left + Math.max(...strips.map((strip) => strip.width));
  const height = strips.reduce((sum, strip) => sum + strip.height + STRIP_GAP, -STRIP_GAP);
  const picture: Picture = { width, height, data: new Uint8Array(width * height * 3).fill(0x22) };
  let top = 0;
  for (const [index, strip] of strips.entries()) {
    paste(picture, strip, left, top);
    drawText(picture, labels[index] ?? "", LABEL_SCALE, {
      x: 0,
      y: top + Math.max((strip.height - LINE_HEIGHT * LABEL_SCALE) >> 1, 0),
    });
    top += strip.height + STRIP_GAP;
  }
  return encode({ ...picture, channels: 3 });
}

/** `10 %`, as tables and pictures have it. */
export function shareName(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

async function firstRows(run: string, height: number): Promise<Picture> {
  const sample = (await listSamples(run)).at(-1);
  if (!sample)
    throw new AblationError(
      `${run} has no sample grid: samples/ was deleted; delete the run and jobs/ beside it to train it anew`,
    );
  const path = join(run, "samples", sample.name);
  const size = await sharp(path).metadata();
  const { data, info } = await sharp(path)
    .extract({ left: 0, top: 0, width: size.width, height: Math.min(height, size.height) })
    .flatten()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

function paste(onto: Picture, { width, height, data }: Picture, left: number, top: number): void {
  for (let y = 0; y < height; y++) {
    onto.data.set(data.subarray(y * width * 3, (y + 1) * width * 3), ((top + y) * onto.width + left) * 3);
  }
}
