import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { ROOT } from "../../../scripts/lib/stamp.mjs";
import { ARTIFACTS } from "../harness";
import type { Bits } from "./pixels";

/** Photographs and masks that are not part of the project; absent on most machines. */
export const DATA = path.resolve(ROOT, process.env["MEALSHIFT_DATA"] ?? "../shared/data");

/** A picture with its dishes marked. */
export interface Scene {
  readonly name: string;
  readonly file: string;
  /** The dishes, by hand, at a size in pixels. */
  dishes(width: number, height: number): Promise<Bits>;
}

/** A photograph of real-input that has a mask in the segmentation set; undefined where the data are absent. */
export function photograph(number: string): Scene | undefined {
  const file = path.join(DATA, `real-input/plate_${number}.jpg`);
  const mask = path.join(DATA, `segmentation/masks/plate_aruno_${number}.png`);
  if (!existsSync(file) || !existsSync(mask)) return undefined;
  return {
    name: `plate_${number}`,
    file,
    async dishes(width, height) {
      // Classes: 0 background, 1 food, 2 dish.
      const classes = await sharp(mask)
        .resize(width, height, { fit: "fill", kernel: "nearest" })
        .extractChannel(0)
        .raw()
        .toBuffer();
      return { width, height, bits: Uint8Array.from(classes, (value) => Number(value > 0)) };
    },
  };
}

/**
 * The same picture with more table around it (the photo's edge, drawn out), so that there is something outside of the
 * dish that must not change. `margin` is in parts of the picture's width and height.
 */
export async function withMoreTable(scene: Scene, margin: number): Promise<Scene> {
  const { width, height } = await sharp(scene.file).metadata();
  const [across, down] = [Math.round(width * margin), Math.round(height * margin)];
  const file = path.join(ARTIFACTS, `${path.parse(scene.file).name}-table.png`);
  // Scenes are made before the harness is.
  mkdirSync(ARTIFACTS, { recursive: true });
  await sharp(scene.file)
    .extend({ left: across, right: across, top: down, bottom: down, extendWith: "copy" })
    .toFile(file);
  return {
    name: scene.name,
    file,
    async dishes(wide, high) {
      const inner = await scene.dishes(width, height);
      const bits = await sharp(Buffer.from(inner.bits), { raw: { width, height, channels: 1 } })
        .extend({ left: across, right: across, top: down, bottom: down, background: "black" })
        .toColourspace("b-w")
        .raw()
        .toBuffer({ resolveWithObject: true });
      const resized = await sharp(bits.data, { raw: { ...bits.info, channels: 1 } })
        .resize(wide, high, { fit: "fill", kernel: "nearest" })
        .extractChannel(0)
        .raw()
        .toBuffer();
      return { width: wide, height: high, bits: Uint8Array.from(resized) };
    },
  };
}

/** The project's own demo scene, its plate and bowls marked as ellipses. */
export const demoScene: Scene = {
  name: "demo scene",
  file: path.join(ROOT, "public/demo/meal.jpg"),
  dishes(width, height) {
    const shapes = DEMO_DISHES.map(
      ([cx, cy, rx, ry]) => `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="white"/>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1 1"
      preserveAspectRatio="none"><rect width="1" height="1"/>${shapes.join("")}</svg>`;
    return sharp(Buffer.from(svg))
      .extractChannel(0)
      .raw()
      .toBuffer()
      .then((gray) => ({ width, height, bits: Uint8Array.from(gray, (value) => Number(value > 127)) }));
  },
};

/**
 * Centre and semi-axes in [0, 1] of the demo scene's width and height: the plate and the bowl. The cup at the edge is
 * none of them.
 */
const DEMO_DISHES = [
  [0.315, 0.475, 0.24, 0.35],
  [0.778, 0.505, 0.15, 0.155],
] as const;

/**
 * Makes a film that the browser's fake camera plays in a loop: one picture, standing still, so that what differs
 * between two pictures of the lens is the lens's doing.
 * @returns Path of an .mjpeg file.
 */
export async function stillFilm(scene: Scene, width: number, height: number): Promise<string> {
  // Full chroma resolution would be converted by the camera; 4:2:0 passes as it is.
  const frame = await sharp(scene.file)
    .resize(width, height, { fit: "fill" })
    .jpeg({ quality: 92, chromaSubsampling: "4:2:0" })
    .toBuffer();
  const file = path.join(ARTIFACTS, `film-${path.parse(scene.file).name}-${width}x${height}.mjpeg`);
  writeFileSync(file, Buffer.concat(Array.from({ length: 4 }, () => frame)));
  return file;
}
