import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import type { Box } from "../records";

/** A file that may become a picture of a category. */
export interface SourcePicture {
  readonly path: string;
  readonly category: string;
  /** Name without extension that it should have in the set; others may want the same. */
  readonly name: string;
  /** Where the category's thing is: pixels of the upright picture. */
  readonly boxes?: readonly Box[];
}

/** What a folder offers, and what people should know about it. */
export interface Listing {
  readonly pictures: readonly SourcePicture[];
  /** Empty categories, missing files: by name. */
  readonly warnings: readonly string[];
}

// Formats that sharp may lack are listed too, so that such files are reported rather than passed over.
const pictureName = /\.(jpe?g|png|webp|avif|gif|tiff?|bmp|heic|heif)$/i;

/** All pictures below a folder, sorted by path. Links to pictures count; links to folders within it are not followed. */
export async function picturesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(({ name }) => pictureName.test(name) && !name.startsWith("."))
    .map(async (entry) => ((await leadsTo(entry)) === "file" ? [join(entry.parentPath, entry.name)] : []));
  return (await Promise.all(paths)).flat().toSorted();
}

/** What an entry is, or what it is a link to; null for a link to nothing and what is neither. */
export async function leadsTo(entry: Dirent): Promise<"file" | "folder" | null> {
  const path = join(entry.parentPath, entry.name);
  const meant = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
  if (meant?.isFile() === true) return "file";
  return meant?.isDirectory() === true ? "folder" : null;
}

/** `a/b/c.jpg` below a folder as `a-b-c`. */
export function nameBelow(folder: string, path: string): string {
  return relative(folder, path)
    .replace(/\.\w+$/, "")
    .replaceAll(sep, "-");
}

/** A category's name as a folder: `Eel rice bowl` → `eel_rice_bowl`. */
export function categoryFolder(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_|_$/g, "");
}
