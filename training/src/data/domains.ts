import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { type CropSquare, type ImageSet, loadImages } from "./images";
import { shareEntries, takeShare } from "./share";

/** Pictures of several domains, one folder each. */
export const domainDataSchema = v.strictObject({
  /** Folder under the data root that holds one folder a domain. */
  folder: v.optional(v.string(), "domains"),
  /** Folder names, in the order of the model's domains. */
  domains: v.pipe(v.array(v.string()), v.minLength(2)),
  /** Side that pictures are kept at, pixels; crops for the net are taken from it. */
  storedSize: v.optional(v.number(), 144),
  /**
   * JSON file beside the recipe: `{ "FOLDER/NAME": [cx, cy, size, cx, cy, rx, ry, angle] }` (the crop, then the dish's ellipse), in
   * pixels and radians;
   * pictures that are not listed are left out.
   */
  crops: v.optional(v.string()),
  /** Pictures are held out in blocks of neighbours, so that bursts of one bowl stay on one side. */
  holdOut: v.optional(v.strictObject({ block: v.number(), modulo: v.number(), remainder: v.number() }), {
    block: 10,
    modulo: 5,
    remainder: 4,
  }),
  ...shareEntries,
});
export type DomainData = v.InferOutput<typeof domainDataSchema>;

/** Pictures with the index of their domain. */
export interface LabelledImages {
  readonly images: ImageSet;
  /** 255 outside the dish, one channel; 0 everywhere for pictures whose dish is not known. */
  readonly outside: ImageSet;
  readonly labels: readonly number[];
  /** Indices of the pictures of each domain. */
  readonly byDomain: readonly (readonly number[])[];
}

const cropsSchema = v.record(
  v.string(),
  v.tuple([v.number(), v.number(), v.number(), v.number(), v.number(), v.number(), v.number(), v.number()]),
);

/** Loads one split. @throws Error naming the folder that is missing or empty. */
export async function loadDomains(
  options: DomainData,
  paths: { readonly data: string; readonly cache: string; readonly base: string },
  split: "train" | "held-out",
): Promise<LabelledImages> {
  const { block, modulo, remainder } = options.holdOut;
  const crops = options.crops === undefined ? null : await readCrops(join(paths.base, options.crops));
  const sources: { path: string; crop: CropSquare | undefined }[] = [];
  const labels: number[] = [];
  const ellipses: (Ellipse | null)[] = [];
  for (const [label, domain] of options.domains.entries()) {
    const folder = join(paths.data, options.folder, domain);
    const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).toSorted();
    const ofSplit = names
      .filter((_, index) => (Math.floor(index / block) % modulo === remainder) === (split === "held-out"))
      .filter((name) => crops === null || crops[`${domain}/${name}`]);
    const chosen = split === "train" ? takeShare(ofSplit, options) : ofSplit;
    for (const name of chosen) {
      const crop = crops?.[`${domain}/${name}`];
      sources.push({ path: join(folder, name), crop: crop ? { cx: crop[0], cy: crop[1], size: crop[2] } : undefined });
      labels.push(label);
      ellipses.push(
        crop
          ? { side: crop[2], dx: crop[3] - crop[0], dy: crop[4] - crop[1], rx: crop[5], ry: crop[6], angle: crop[7] }
          : null,
      );
    }
    if (chosen.length === 0) throw new Error(`${folder} has no picture for the ${split} split`);
  }
  const images = await loadImages(sources, {
    size: options.storedSize,
    channels: 3,
    centre: crops === null,
    cacheDirectory: paths.cache,
  });
  const byDomain = options.domains.map((_, label) =>
    labels.flatMap((value, index) => (value === label ? [index] : [])),
  );
  return { images, outside: outsideOf(ellipses, options.storedSize), labels, byDomain };
}

/** @throws Error saying where the file is looked for. */
async function readCrops(path: string): Promise<v.InferOutput<typeof cropsSchema>> {
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

function outsideOf(ellipses: readonly (Ellipse | null)[], size: number): ImageSet {
  const data = new Uint8Array(ellipses.length * size * size);
  ellipses.forEach((ellipse, index) => {
    if (!ellipse) return;
    const cos = Math.cos(ellipse.angle);
    const sin = Math.sin(ellipse.angle);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const dx = ((x + 0.5) / size - 0.5) * ellipse.side - ellipse.dx;
        const dy = ((y + 0.5) / size - 0.5) * ellipse.side - ellipse.dy;
        const along = (dx * cos + dy * sin) / ellipse.rx;
        const across = (dy * cos - dx * sin) / ellipse.ry;
        data[(index * size + y) * size + x] = along * along + across * across > 1 ? 255 : 0;
      }
    }
  });
  return { size, channels: 1, count: ellipses.length, data };
}
