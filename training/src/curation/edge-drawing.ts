import sharp from "sharp";
import * as v from "valibot";

import { linesOfPhoto } from "../../../src/net/drawing";
import { decodeSquare } from "../data/decode";
import { type Derived, derivedPath, type PictureFile } from "./derived-picture";

export const edgeOptionsSchema = v.strictObject({
  /** Side of the square drawing and of its photograph, pixels. */
  size: v.number(),
  /** Width of the smoothing before edges are sought, pixels: more leaves fewer lines. */
  smoothing: v.number(),
  /** Of the edges themselves: {@link import("../../../src/net/drawing").LineDrawingOptions}. */
  strong: v.number(),
  weak: v.number(),
  shortest: v.number(),
  /** Drawing and photograph in one picture, side by side, or in the folders `lines` and `photos`. */
  layout: v.picklist(["pairs", "folders"]),
});
export type EdgeOptions = Readonly<v.InferOutput<typeof edgeOptionsSchema>>;

/** Line drawing of one picture, black on white, with the photograph that it was drawn from. */
export async function drawingOf(picture: PictureFile, options: EdgeOptions): Promise<Derived> {
  const { size, layout } = options;
  const photo = Buffer.from(await decodeSquare({ path: picture.path }, size, 3, { centre: true }));
  const square = { width: size, height: size, channels: 3 } as const;
  const lines = linesOfPhoto(photo, 3, size, size, options);
  if (!lines.includes(1)) return { reason: "it has no edges" };
  const drawing = Buffer.from(lines.map((line) => 255 * (1 - line)));
  const raw = { width: size, height: size, channels: 1 } as const;
  if (layout === "folders") {
    const png = await sharp(drawing, { raw }).png().toBuffer();
    const jpeg = await sharp(photo, { raw: square }).jpeg({ quality: 95 }).toBuffer();
    return {
      files: [
        { path: derivedPath("edges/lines", picture, ".png"), bytes: png },
        { path: derivedPath("edges/photos", picture, ".jpg"), bytes: jpeg },
      ],
    };
  }
  const drawingPng = await sharp(drawing, { raw }).png().toBuffer();
  const pair = await sharp({ create: { width: size * 2, height: size, channels: 3, background: "#fff" } })
    .composite([
      { input: drawingPng, left: 0, top: 0 },
      { input: photo, raw: square, left: size, top: 0 },
    ])
    .png()
    .toBuffer();
  return { files: [{ path: derivedPath("edges/pairs", picture, ".png"), bytes: pair }] };
}
