import sharp from "sharp";
import * as v from "valibot";

import { type Derived, derivedPath, type PictureFile } from "./derived-picture";
import { type BoxedPicture, boxMask, ellipseRadius, grabCut } from "./grab-cut";
import { dropSmallParts, fillHoles } from "./mask-shape";
import type { Box } from "./records";

export const maskOptionsSchema = v.strictObject({
  /** Longest side at which masks are found, pixels. */
  size: v.number(),
  /** How much dishes are expected to fill the ellipse in their box, logarithm of odds; 0 for things of any shape. */
  ellipse: v.number(),
});
export type MaskOptions = Readonly<v.InferOutput<typeof maskOptionsSchema>>;

/** Parts smaller than this share of the largest are crumbs. */
const SMALLEST_PART = 0.1;
/** A cut that leaves less than this share of the boxes, or all but this, has failed. */
const PLAUSIBLE = { least: 0.3, most: 0.995 };

/** Pseudo mask of one picture from its boxes. */
export async function maskOf(picture: PictureFile, options: MaskOptions): Promise<Derived> {
  const { boxes, width, height } = picture;
  if (!boxes) return { reason: "it has no boxes" };
  const { data, info } = await sharp(picture.path)
    .resize({ width: options.size, height: options.size, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#000" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const scaled = boxes.map(([x1, y1, x2, y2]): Box => {
    const [across, down] = [info.width / width, info.height / height];
    return [x1 * across, y1 * down, x2 * across, y2 * down];
  });
  const mask = boxesToMask({ pixels: data, width: info.width, height: info.height, boxes: scaled }, options);
  const png = await sharp(
    mask.map((value) => value * 255),
    { raw: { width: info.width, height: info.height, channels: 1 } },
  )
    .resize(width, height, { fit: "fill", kernel: "cubic" })
    .threshold(128)
    .toColourspace("b-w")
    .png()
    .toBuffer();
  const coverage = Math.round((mask.reduce((a, b) => a + b, 0) / mask.length) * 1000) / 1000;
  return { files: [{ path: derivedPath("masks", picture, ".png"), bytes: png }], coverage };
}

/** Mask of what is in the boxes: the cut without holes and crumbs, or the boxes' ellipses where the cut failed. */
export function boxesToMask(picture: BoxedPicture, options: Pick<MaskOptions, "ellipse">): Uint8Array {
  const mask = grabCut(picture, options);
  fillHoles(mask, picture.width, picture.height);
  dropSmallParts(mask, picture.width, SMALLEST_PART);
  const inBoxes = boxMask(picture).reduce((a, b) => a + b, 0);
  const share = mask.reduce((a, b) => a + b, 0) / inBoxes;
  if (share >= PLAUSIBLE.least && (share <= PLAUSIBLE.most || options.ellipse === 0)) return mask;
  return Uint8Array.from(ellipseRadius(picture), (radius) => (radius <= 1 ? 1 : 0));
}
