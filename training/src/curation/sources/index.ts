import { listCoco } from "./coco";
import { listFolders } from "./folders";
import type { Listing } from "./listing";
import { foldersWithBoxes, listUecFood } from "./uecfood";

/** What a folder offers: by COCO's annotations where they are named, by UECFOOD's boxes where there are any, else by folders. */
export async function listSources(
  root: string,
  options: { readonly annotations?: string; readonly categories?: readonly string[] },
): Promise<Listing> {
  if (options.annotations !== undefined) return listCoco(root, options.annotations, options.categories);
  const boxed = (await foldersWithBoxes(root)).length > 0;
  return boxed ? listUecFood(root, options.categories) : listFolders(root, options.categories);
}
export type { SourcePicture } from "./listing";
