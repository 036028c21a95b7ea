import type { CurationJobs } from "./curation-jobs";
import { derive, type DeriveResult } from "./derive";
import { CurationError } from "./errors";
import type { Manifest } from "./manifest";
import type { MaskOptions } from "./picture-mask";

/** GrabCut takes most of a second a picture. */
const PICTURES = 16;

/** Pseudo masks for a segmenter from boxes: `masks/CATEGORY/NAME.png`, 255 on what is in a box, in the picture's size. */
export async function makeMasks(manifest: Manifest, options: MaskOptions, jobs?: CurationJobs): Promise<DeriveResult> {
  if (manifest.kept().every(({ boxes }) => boxes === undefined)) {
    throw new CurationError(
      `${manifest.directory} has no boxes: import with bb_info.txt or --annotations, without --crop`,
    );
  }
  return derive(manifest, { step: "masks", options, pictures: PICTURES }, jobs);
}
