import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { CurationError } from "../errors";
import type { Box } from "../records";
import { categoryFolder, type Listing, type SourcePicture } from "./listing";

/**
 * UECFOOD-100 and -256 (Matsuda et al. 2012, Kawano and Yanai 2014): folders `1`, `2`, … with `ID.jpg` and `bb_info.txt`
 * (`img x1 y1 x2 y2` a line, several lines for a picture with several), `category.txt` with `id name` a line.
 * Folders without `category.txt` keep their names.
 * @throws CurationError naming the line that is no box.
 */
export async function listUecFood(root: string, only: readonly string[] | undefined): Promise<Listing> {
  const names = await readCategoryNames(join(root, "category.txt"));
  const pictures: SourcePicture[] = [];
  const warnings: string[] = [];
  for (const folder of (await foldersWithBoxes(root)).toSorted()) {
    const category = names.get(folder) ?? folder;
    if (only && !only.includes(category)) continue;
    const files = await readdir(join(root, folder));
    const boxes = await readBoxes(join(root, folder, "bb_info.txt"));
    if (boxes.size === 0) warnings.push(`${join(root, folder, "bb_info.txt")} has no boxes: ${category} is left out`);
    for (const [image, ofImage] of boxes) {
      const file = files.find((name) => name.replace(/\.\w+$/, "") === image);
      if (file === undefined) warnings.push(`${join(root, folder, "bb_info.txt")} names ${image}, which is not there`);
      else pictures.push({ path: join(root, folder, file), category, name: image, boxes: ofImage });
    }
  }
  return { pictures, warnings };
}

/** Folders below `root` that have a `bb_info.txt`. */
export async function foldersWithBoxes(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && (await readdir(join(root, entry.name))).includes("bb_info.txt")) found.push(entry.name);
  }
  return found;
}

async function readCategoryNames(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path, "utf8").catch(() => "");
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, id, name] = /^(\d+)\s+(.+)$/.exec(line) ?? [];
      return id !== undefined && name !== undefined ? [[id, categoryFolder(name)] as const] : [];
    }),
  );
}

async function readBoxes(path: string): Promise<ReadonlyMap<string, Box[]>> {
  const boxes = new Map<string, Box[]>();
  const lines = (await readFile(path, "utf8")).split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const [image = "", ...numbers] = line.trim().split(/\s+/);
    // The first line names the columns.
    if (image === "" || image === "img") continue;
    const [x1, y1, x2, y2] = numbers.map(Number);
    if (
      x1 === undefined ||
      y1 === undefined ||
      x2 === undefined ||
      y2 === undefined ||
      numbers.some((n) => !/^-?\d+(\.\d+)?$/.test(n))
    ) {
      throw new CurationError(`${path}, line ${index + 1}: "${line}" is not \`img x1 y1 x2 y2\`: correct or delete it`);
    }
    boxes.set(image, [...(boxes.get(image) ?? []), [x1, y1, x2, y2]]);
  }
  return boxes;
}
