import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { CurationError } from "../errors";
import type { Box } from "../records";
import { categoryFolder, type Listing, nameBelow, type SourcePicture } from "./listing";

const id = v.union([v.number(), v.string()]);
const cocoSchema = v.object({
  images: v.array(v.object({ id, file_name: v.string() })),
  categories: v.array(v.object({ id, name: v.string() })),
  annotations: v.array(
    v.object({
      image_id: id,
      category_id: id,
      /** x, y, width, height in pixels. */
      bbox: v.tuple([v.number(), v.number(), v.number(), v.number()]),
      iscrowd: v.optional(v.union([v.number(), v.boolean()])),
    }),
  ),
});

/**
 * Boxes in COCO's object detection format (https://cocodataset.org/#format-data). A picture with things of several
 * categories becomes a picture of each; boxes around crowds are left out.
 * @throws CurationError naming the field that is wrong.
 */
export async function listCoco(
  root: string,
  annotations: string,
  only: readonly string[] | undefined,
): Promise<Listing> {
  const coco = await readCoco(annotations);
  const categories = new Map(coco.categories.map((category) => [category.id, categoryFolder(category.name)]));
  const boxes = new Map<string, Box[]>();
  for (const { image_id: image, category_id: category, bbox, iscrowd } of coco.annotations) {
    if (iscrowd === true || iscrowd === 1) continue;
    const [x, y, width, height] = bbox;
    const key = JSON.stringify([image, category]);
    boxes.set(key, [...(boxes.get(key) ?? []), [x, y, x + width, y + height]]);
  }
  const pictures: SourcePicture[] = [];
  const warnings: string[] = [];
  for (const [categoryId, category] of categories) {
    if (only && !only.includes(category)) continue;
    const before = pictures.length;
    for (const { id: imageId, file_name: file } of coco.images) {
      const ofImage = boxes.get(JSON.stringify([imageId, categoryId]));
      if (!ofImage) continue;
      const path = join(root, file);
      const missing = await access(path).then(
        () => false,
        () => true,
      );
      if (missing) warnings.push(`${annotations} names ${file}, which is not in ${root}`);
      else pictures.push({ path, category, name: nameBelow(root, path), boxes: ofImage });
    }
    if (pictures.length === before)
      warnings.push(`${annotations} has no boxes of ${category}: the category is left out`);
  }
  return { pictures, warnings };
}

async function readCoco(path: string): Promise<v.InferOutput<typeof cocoSchema>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new CurationError(`${path} cannot be read as JSON: name COCO's annotation file`, { cause });
  }
  const result = v.safeParse(cocoSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new CurationError(`${path} is no COCO file: ${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
}
