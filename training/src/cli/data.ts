import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type BackendOptions, loadBackend } from "../backend/load";
import type { FoundDish } from "../../../src/net/dish";
import { findDishesInPicture } from "../models/dish-finder";
import { readRun } from "../models/from-run";
import { Network } from "../models/network";
import { reporter } from "./report";
import { dataDirectory } from "./train";

export interface CropOptions extends BackendOptions {
  readonly segmenter: string;
  readonly out: string;
  readonly folder: string;
  readonly domains?: readonly string[];
  readonly json?: boolean;
}

/**
 * `mealshift data crop`: finds the one dish of every picture with a trained segmenter and writes where it is. Pictures
 * are never altered. A picture whose dish is not found keeps its largest centred square, so that a segmenter that
 * misses a kind of dish does not take that kind out of the training.
 */
export async function cropData(options: CropOptions): Promise<void> {
  const report = reporter(options.json ?? false);
  await loadBackend(options);
  const { graph, weights } = await readRun(options.segmenter);
  const segmenter = new Network(graph, weights);
  const root = join(dataDirectory(), options.folder);
  const crops: Record<string, readonly number[]> = {};
  let found = 0;
  for (const domain of options.domains ?? (await readdir(root)).toSorted()) {
    const names = (await readdir(join(root, domain))).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).toSorted();
    let here = 0;
    for (const name of names) {
      const { dishes, width, height } = await findDishesInPicture(segmenter, join(root, domain, name));
      const dish = dishes.find(
        ({ ellipse, area }) => area > 0.12 && centrality(ellipse.cx / width, ellipse.cy / height) < 0.3,
      );
      crops[`${domain}/${name}`] = dish ? cropOf(dish, width, height) : centredCrop(width, height);
      if (dish) here += 1;
    }
    found += here;
    report.line(`${domain}: ${here} of ${names.length} dishes found`);
  }
  await writeFile(options.out, `${JSON.stringify(crops, null, 0).replaceAll('],"', '],\n"')}\n`);
  report.done(`${options.out}: ${Object.keys(crops).length} pictures, ${found} dishes found`, {
    out: options.out,
    pictures: Object.keys(crops).length,
    found,
  });
}

/**
 * The tracker's square, drawn in and moved where it would reach over the edge: beyond it is nothing to learn from.
 * @returns cx, cy, size, then the ellipse's cx, cy, rx, ry, angle; pixels and radians.
 */
function cropOf({ ellipse, roi }: FoundDish, width: number, height: number): number[] {
  const size = Math.min(roi.size, width, height);
  const inside = (centre: number, extent: number): number => Math.min(Math.max(centre, size / 2), extent - size / 2);
  const { cx, cy, rx, ry, angle } = ellipse;
  return [inside(roi.cx, width), inside(roi.cy, height), size, cx, cy, rx, ry, angle].map(
    (value) => Math.round(value * 10) / 10,
  );
}

/** Its ellipse covers all of it: nothing is known to be background. */
function centredCrop(width: number, height: number): number[] {
  const size = Math.min(width, height);
  return [width / 2, height / 2, size, width / 2, height / 2, size, size, 0];
}

function centrality(x: number, y: number): number {
  return Math.hypot(x - 0.5, y - 0.5);
}
