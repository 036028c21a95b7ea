import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { leadsTo, type Listing, nameBelow, picturesBelow, type SourcePicture } from "./listing";

/** One folder a category, pictures at any depth in it; a folder with pictures and no folders is one category itself. */
export async function listFolders(root: string, only: readonly string[] | undefined): Promise<Listing> {
  const entries = await readdir(root, { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith("."));
  const folders = (
    await Promise.all(shown.map(async (entry) => ((await leadsTo(entry)) === "folder" ? [entry.name] : [])))
  ).flat();
  if (folders.length === 0) return { pictures: await listCategory(root, basename(resolve(root))), warnings: [] };
  const pictures: SourcePicture[] = [];
  const warnings: string[] = [];
  for (const category of only ?? folders.toSorted()) {
    const found = folders.includes(category) ? await listCategory(join(root, category), category) : [];
    if (found.length === 0) warnings.push(`${join(root, category)} has no pictures: the category is left out`);
    pictures.push(...found);
  }
  return { pictures, warnings };
}

async function listCategory(folder: string, category: string): Promise<SourcePicture[]> {
  return (await picturesBelow(folder)).map((path) => ({ path, category, name: nameBelow(folder, path) }));
}
