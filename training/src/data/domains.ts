import { readFile } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import type { ImageSource } from "./decode";
import { listPictures, PictureFolderError } from "./folder";
import type { ImageSet } from "./image-set";
import { loadReadableImages } from "./images";
import { describeUnreadable } from "./unreadable";
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
  /** Folder like `folder` whose pictures are held out instead, as `mealshift data split` makes it. */
  heldOutFolder: v.optional(v.string()),
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
type Crop = v.InferOutput<typeof cropSchema>;
const cropsSchema = v.record(v.string(), cropSchema);

/**
 * Loads one split; pictures that cannot be read are told and left out.
 * @throws PictureFolderError naming the folder that is missing, or has no readable picture for the split.
 */
export async function loadDomains(
  options: DomainData,
  paths: {
    readonly data: string;
    readonly cache: string;
    readonly base: string;
    readonly log?: (line: string) => void;
  },
  split: "train" | "held-out",
): Promise<LabelledImages> {
  const { heldOutFolder } = options;
  const root = join(paths.data, split === "held-out" && heldOutFolder !== undefined ? heldOutFolder : options.folder);
  const { block, modulo, remainder } = options.holdOut;
  const isOfSplit = (index: number): boolean =>
    heldOutFolder !== undefined || (Math.floor(index / block) % modulo === remainder) === (split === "held-out");
  const crops = options.crops === undefined ? null : await readCrops(join(paths.base, options.crops));
  const pictures: DishPicture[] = [];
  for (const [label, domain] of options.domains.entries()) {
    const folder = join(root, domain);
    const names = await listPictures(folder);
    const ofSplit = names
      .filter((_, index) => isOfSplit(index))
      .filter((name) => crops === null || crops[`${domain}/${name}`] !== undefined);
    const chosen = split === "train" ? takeShare(ofSplit, options) : ofSplit;
    if (chosen.length === 0) throw new PictureFolderError(`${folder} has no picture for the ${split} split`);
    for (const name of chosen) pictures.push(pictureOf(join(folder, name), label, crops?.[`${domain}/${name}`]));
  }
  const { images, kept, unreadable } = await loadReadableImages(pictures, {
    size: options.storedSize,
    channels: 3,
    centre: crops === null,
    cacheDirectory: paths.cache,
  });
  if (unreadable.length > 0) paths.log?.(`left out: ${describeUnreadable(unreadable)}`);

  const readable = kept.flatMap((index) => pictures[index] ?? []);
  const labels = readable.map(({ label }) => label);
  const byDomain = options.domains.map((domain, label) => {
    const members = labels.flatMap((value, index) => (value === label ? [index] : []));
    if (members.length > 0) return members;
    throw new PictureFolderError(`none of the pictures of ${join(root, domain)} for the ${split} split can be read`);
  });
  const ellipses = readable.map(({ ellipse }) => ellipse);
  return { images, outside: outsideOf(ellipses, options.storedSize), labels, byDomain };
}

interface DishPicture extends ImageSource {
  readonly label: number;
  readonly ellipse: Ellipse | null;
}

function pictureOf(path: string, label: number, crop: Crop | undefined): DishPicture {
  if (crop === undefined) return { path, label, ellipse: null };
  const [cx, cy, size, x, y, rx, ry, angle] = crop;
  return { path, label, crop: { cx, cy, size }, ellipse: { side: size, dx: x - cx, dy: y - cy, rx, ry, angle } };
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

/** Worked out when a picture is asked for: kept for all, they would take a third of the pictures' own memory. */
function outsideOf(ellipses: readonly (Ellipse | null)[], size: number): ImageSet {
  const data = new Uint8Array(size * size);
  return {
    size,
    channels: 1,
    count: ellipses.length,
    picture(index) {
      const ellipse = ellipses[index];
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
