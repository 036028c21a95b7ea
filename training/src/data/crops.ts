import { readFile } from "node:fs/promises";

import * as v from "valibot";

import type { ImageSource } from "./decode";
import type { ImageSet } from "./image-set";

const cropSchema = v.tuple([
  v.number(),
  v.number(),
  v.number(),
  v.number(),
  v.number(),
  v.number(),
  v.number(),
  v.number(),
]);
export type Crop = v.InferOutput<typeof cropSchema>;
const cropsSchema = v.record(v.string(), cropSchema);

/** A picture with its dish, as far as that is known. */
export interface DishPicture extends ImageSource {
  readonly ellipse: Ellipse | null;
}

export function pictureOf(path: string, crop: Crop | undefined): DishPicture {
  if (crop === undefined) return { path, ellipse: null };
  const [cx, cy, size, x, y, rx, ry, angle] = crop;
  return { path, crop: { cx, cy, size }, ellipse: { side: size, dx: x - cx, dy: y - cy, rx, ry, angle } };
}

/** @throws Error saying where the file is looked for. */
export async function readCrops(path: string): Promise<v.InferOutput<typeof cropsSchema>> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(
      `the crops that the recipe names are not at ${path}: copy them there, or make them with mealshift data crop --out ${path}`,
      { cause },
    );
  });
  return v.parse(cropsSchema, JSON.parse(text));
}

interface Ellipse {
  /** Side of the crop, pixels of the picture. */
  readonly side: number;
  /** Centre from the crop's centre, pixels of the picture. */
  readonly dx: number;
  readonly dy: number;
  readonly rx: number;
  readonly ry: number;
  readonly angle: number;
}

/**
 * 255 outside the dish of each picture, one channel; 0 everywhere where it is not known. Worked out when a picture is asked
 * for: kept for all, they would take a third of the pictures' own memory.
 */
export function outsideOf(pictures: readonly DishPicture[], size: number): ImageSet {
  const data = new Uint8Array(size * size);
  return {
    size,
    channels: 1,
    count: pictures.length,
    picture(index) {
      const ellipse = pictures[index]?.ellipse;
      if (!ellipse) return data.fill(0);
      const cos = Math.cos(ellipse.angle);
      const sin = Math.sin(ellipse.angle);
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const dx = ((x + 0.5) / size - 0.5) * ellipse.side - ellipse.dx;
          const dy = ((y + 0.5) / size - 0.5) * ellipse.side - ellipse.dy;
          const along = (dx * cos + dy * sin) / ellipse.rx;
          const across = (dy * cos - dx * sin) / ellipse.ry;
          data[y * size + x] = along * along + across * across > 1 ? 255 : 0;
        }
      }
      return data;
    },
  };
}
