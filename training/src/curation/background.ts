import { stat } from "node:fs/promises";
import { join } from "node:path";

import type { CurationJobs } from "./curation-jobs";
import { derive, type DeriveResult } from "./derive";
import { derivedPath } from "./derived-picture";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";

export interface BackgroundOptions {
  /** Folder of masks, `CATEGORY/NAME.png`, white where the picture stays; without one, the set's own masks. */
  readonly masks?: string;
  /** Cut to the square around what stays, with this margin on each side as a share of it. */
  readonly square?: number;
}

const PICTURES = 64;

/**
 * Background to black: by the picture's own transparency, else by its mask. Written as PNG, `background/CATEGORY/NAME.png`,
 * because JPEG would ring around the edge.
 */
export async function blackBackground(
  manifest: Manifest,
  options: BackgroundOptions,
  jobs?: CurationJobs,
): Promise<DeriveResult> {
  const maskOf = async (
    picture: Picture,
  ): Promise<{ readonly path: string; readonly modified: number } | undefined> => {
    const path = maskPath(manifest, picture, options);
    const found = await stat(path).catch(() => null);
    return found === null ? undefined : { path, modified: found.mtimeMs };
  };
  const { masks: _, ...black } = options;
  return derive(
    manifest,
    { step: "background", options: black, settings: JSON.stringify(options), pictures: PICTURES, maskOf },
    jobs,
  );
}

function maskPath(manifest: Manifest, picture: Picture, { masks }: BackgroundOptions): string {
  return masks === undefined
    ? join(manifest.directory, derivedPath("masks", picture, ".png"))
    : join(masks, picture.picture.replace(/\.\w+$/, ".png"));
}
