import { readdir } from "node:fs/promises";

/** A folder that is not there, or has no picture in it. */
export class PictureFolderError extends Error {
  override readonly name = "PictureFolderError";
}

/** Names of the pictures in a folder, sorted. @throws PictureFolderError that names the folder. */
export async function listPictures(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => {
    throw new PictureFolderError(`${folder} cannot be read: set MEALSHIFT_DATA, or correct the recipe`);
  });
  const names = entries.filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).toSorted();
  if (names.length === 0) throw new PictureFolderError(`${folder} has no picture: JPEG, PNG and WebP files are read`);
  return names;
}
