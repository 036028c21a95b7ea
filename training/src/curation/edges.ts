import sharp from "sharp";

import { decodeSquare } from "../data/decode";
import { type CannyOptions, cannyEdges } from "./canny";
import { CurationError } from "./errors";
import { type Derived, derive, derivedPath, type DeriveResult } from "./derive";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";

export interface EdgeOptions extends CannyOptions {
  /** Side of the square drawing and of its photograph, pixels. */
  readonly size: number;
  /** Width of the smoothing before edges are sought, pixels: more leaves fewer lines. */
  readonly smoothing: number;
  /** Drawing and photograph in one picture, side by side, or in the folders `lines` and `photos`. */
  readonly layout: "pairs" | "folders";
}

/** Line drawings for pix2pix, black on white, with the photographs that they were drawn from: `edges/…`. */
export async function drawEdges(manifest: Manifest, options: EdgeOptions): Promise<DeriveResult> {
  const { size, smoothing, strong, weak } = options;
  if (size < 16 || !(smoothing >= 0.3 && smoothing <= 20)) {
    throw new CurationError("--size is at least 16 pixels, --smoothing 0.3 to 20");
  }
  if (!(strong > 0 && strong < 1 && weak > 0 && weak <= 1)) {
    throw new CurationError("--strong and --weak are shares, more than 0 and less than 1");
  }
  const settings = JSON.stringify(options);
  const result = await derive(
    manifest,
    "edges",
    () => settings,
    async (picture) => pairOf(manifest, picture, options),
  );
  await manifest.append([{ step: "run", of: "edges", settings }]);
  return result;
}

async function pairOf(manifest: Manifest, picture: Picture, options: EdgeOptions): Promise<Derived> {
  const { size, layout } = options;
  const path = manifest.pathOf(picture.picture);
  const photo = Buffer.from(await decodeSquare({ path }, size, 3, { centre: true }));
  const square = { width: size, height: size, channels: 3 } as const;
  // The median takes texture away and leaves edges where they are; the blur makes gradients of steps.
  const grey = await sharp(photo, { raw: square }).greyscale().median(5).blur(options.smoothing).raw().toBuffer();
  const lines = cannyEdges(grey, size, size, options);
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
