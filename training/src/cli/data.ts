import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";

import { type BackendOptions, loadBackend } from "../backend/load";
import { Decisions } from "../curation/decisions";
import { completeDishes, cropOf, cropOfMiddle } from "../curation/dish-crop";
import { CurationError } from "../curation/errors";
import { replaceFile } from "../curation/files";
import type { Crop } from "../data/crops";
import { listPictures } from "../data/folder";
import { findDishesInPicture } from "../models/dish-finder";
import type { Network } from "../models/network";
import { readTrainedNet } from "../models/trained-net";
import { type Reporter, reporter } from "./report";
import { dataDirectory } from "./train";

export interface CropOptions extends BackendOptions {
  readonly segmenter: string;
  readonly out: string;
  readonly folder: string;
  readonly domains?: readonly string[];
  readonly curation?: string;
  readonly everyDish?: boolean;
  readonly json?: boolean;
}

/**
 * `mealshift data crop`: finds the dishes of pictures with a trained segmenter and writes where they are. Pictures are
 * never altered. With decisions only those pictures are taken that were looked at and kept.
 */
export async function cropData(options: CropOptions): Promise<void> {
  const { out, folder, everyDish = false } = options;
  const report = reporter(options.json ?? false);
  const decisions = options.curation === undefined ? null : await Decisions.read(options.curation);
  await loadBackend(options);
  const segmenter = await readSegmenter(options.segmenter);
  const root = join(dataDirectory(), folder);
  const crops = new Map<string, Crop>();
  let found = 0;
  for (const domain of options.domains ?? (await readdir(root)).toSorted()) {
    const directory = join(root, domain);
    const names = await chosenNames(directory, posix.join(folder, domain), decisions, report);
    let here = 0;
    for (const name of names) {
      const { dishes, width, height } = await findDishesInPicture(segmenter, join(directory, name));
      const key = posix.join(domain, name);
      if (everyDish) {
        const complete = completeDishes(dishes, { width, height });
        complete.forEach((dish, i) => crops.set(i === 0 ? key : `${key}#${i + 1}`, cropOf(dish, { width, height })));
        here += complete.length;
      } else {
        const middle = cropOfMiddle(dishes, { width, height });
        crops.set(key, middle.crop);
        if (middle.found) here += 1;
      }
    }
    found += here;
    report.line(`${domain}: ${here} dishes found in ${names.length} pictures`);
  }
  const lines = [...crops].map(([key, crop]) => `  ${JSON.stringify(key)}: [${crop.join(", ")}]`);
  await replaceFile(out, `{\n${lines.join(",\n")}\n}\n`);
  report.done(`${out}: ${crops.size} crops, ${found} dishes found`, { out, crops: crops.size, found });
}

async function readSegmenter(path: string): Promise<Network> {
  const { family, network } = await readTrainedNet(path);
  if (family === "segmenter") return network;
  throw new CurationError(`${path} holds a ${family}: name the run or the model of a segmenter`);
}

/** A folder's pictures, or those that were kept; what does not fit the decisions is told. */
async function chosenNames(
  directory: string,
  folder: string,
  decisions: Decisions | null,
  report: Reporter,
): Promise<string[]> {
  const names = await listPictures(directory);
  if (!decisions) return names;
  const unknown: string[] = [];
  const kept: string[] = [];
  for (const name of names) {
    const picture = posix.join(folder, name);
    const verdict = decisions.judge(picture, await readFile(join(directory, name)));
    if (verdict === "changed") report.line(`${picture}: left out: it is not the file that was looked at`);
    if (verdict === "unknown") unknown.push(name);
    if (verdict === "kept") kept.push(name);
  }
  if (unknown.length > 0) report.line(`${folder}: ${unknown.length} left out that nothing was decided about`);
  const missing = decisions.namesIn(folder).filter((name) => !names.includes(name));
  if (missing.length > 0) report.line(`${folder}: ${missing.length} are missing, such as ${missing[0]}`);
  return kept;
}
