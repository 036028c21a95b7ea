import { join } from "node:path";

import * as v from "valibot";

import { type DishPicture, outsideOf, pictureOf, readCrops } from "./crops";
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
  const pictures: (DishPicture & { readonly label: number })[] = [];
  for (const [label, domain] of options.domains.entries()) {
    const folder = join(root, domain);
    const names = await listPictures(folder);
    const ofSplit = names
      .filter((_, index) => isOfSplit(index))
      .filter((name) => crops === null || crops[`${domain}/${name}`] !== undefined);
    const chosen = split === "train" ? takeShare(ofSplit, options) : ofSplit;
    if (chosen.length === 0) throw new PictureFolderError(`${folder} has no picture for the ${split} split`);
    for (const name of chosen) pictures.push({ ...pictureOf(join(folder, name), crops?.[`${domain}/${name}`]), label });
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
  return { images, outside: outsideOf(readable, options.storedSize), labels, byDomain };
}
