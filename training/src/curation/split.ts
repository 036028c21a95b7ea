import { createHash } from "node:crypto";
import { copyFile, link, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { CurationJobs } from "./curation-jobs";
import { CurationError } from "./errors";
import type { Manifest } from "./manifest";
import type { Picture, Side } from "./records";
import { type GroupOptions, sourceGroups } from "./source-groups";
import { hashPictures } from "./twins";

export interface SplitOptions extends GroupOptions {
  /** Share of each category to hold out, in (0, 1). */
  readonly share: number;
  readonly seed: number;
}

export interface SplitResult {
  readonly groups: number;
  readonly categories: Readonly<Record<string, Readonly<Record<Side, number>>>>;
}

/**
 * Splits the set into `split/train/CATEGORY` and `split/held-out/CATEGORY`, whole groups at a time, so that near-twins and
 * pictures of one source never straddle it. Pictures are linked, or copied where the file system has no links.
 */
export async function split(
  manifest: Manifest,
  options: SplitOptions,
  tell: (text: string) => void,
  jobs?: CurationJobs,
): Promise<SplitResult> {
  if (!(options.share > 0 && options.share < 1)) throw new CurationError(`--share ${options.share} is not in (0, 1)`);
  const pictures = manifest.kept();
  if (pictures.length === 0) throw new CurationError(`${manifest.directory} has no pictures to split`);
  await hashPictures(manifest, pictures, jobs);
  const groups = sourceGroups(manifest, pictures, options);
  const heldOut = chooseHeldOut(groups, options, tell);
  const records = groups.flatMap((members) => {
    const side: Side = heldOut.has(members) ? "held-out" : "train";
    const group = members[0]?.picture ?? "";
    return members.map(({ picture }) => ({ step: "split" as const, picture, side, group }));
  });
  await linkPictures(manifest, records);
  await manifest.append([...records, { step: "run", of: "split", settings: JSON.stringify(options) }]);

  const categories: Record<string, Record<Side, number>> = {};
  const categoryOf = new Map(pictures.map(({ picture, category }) => [picture, category]));
  for (const { picture, side } of records) {
    const counts = (categories[categoryOf.get(picture) ?? ""] ??= { train: 0, "held-out": 0 });
    counts[side] += 1;
  }
  return { groups: groups.length, categories };
}

/** Groups in an order of their own until each category has its share; a group that would take too much of one is passed over. */
function chooseHeldOut(
  groups: readonly (readonly Picture[])[],
  { share, seed }: SplitOptions,
  tell: (text: string) => void,
): ReadonlySet<readonly Picture[]> {
  const totals = countByCategory(groups.flat());
  const wanted = (category: string): number => Math.max(1, Math.round(share * (totals.get(category) ?? 0)));
  const held = new Map<string, number>();
  const chosen = new Set<readonly Picture[]>();
  const choose = (members: readonly Picture[]): void => {
    chosen.add(members);
    for (const [category, count] of countByCategory(members)) held.set(category, (held.get(category) ?? 0) + count);
  };
  for (const members of groups.toSorted((a, b) => (digest(seed, a) < digest(seed, b) ? -1 : 1))) {
    const fits = [...countByCategory(members)].every(
      ([category, count]) => (held.get(category) ?? 0) + count <= wanted(category),
    );
    if (fits) choose(members);
  }
  for (const category of totals.keys()) {
    if (held.has(category)) continue;
    const own = groups.filter((members) => members.some((picture) => picture.category === category));
    const smallest = own.toSorted((a, b) => a.length - b.length)[0];
    if (smallest && own.length > 1) choose(smallest);
    else tell(`${category} is all of one source or alike: nothing of it can be held out`);
  }
  return chosen;
}

/** A function of the group's first picture, so that most groups keep their side when pictures are added. */
function digest(seed: number, members: readonly Picture[]): string {
  return createHash("sha256")
    .update(`${seed} ${members[0]?.picture ?? ""}`)
    .digest("hex");
}

function countByCategory(pictures: readonly Picture[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { category } of pictures) counts.set(category, (counts.get(category) ?? 0) + 1);
  return counts;
}

/** The folder appears whole: a split that was interrupted leaves the one before it. */
async function linkPictures(
  manifest: Manifest,
  records: readonly { readonly picture: string; readonly side: Side }[],
): Promise<void> {
  const target = join(manifest.directory, "split");
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const { picture, side } of records) {
    const path = join(partial, side, picture);
    await mkdir(dirname(path), { recursive: true });
    await link(manifest.pathOf(picture), path).catch(() => copyFile(manifest.pathOf(picture), path));
  }
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
}
