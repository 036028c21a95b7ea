import type { CurationJobs } from "./curation-jobs";
import { derive, type DeriveResult } from "./derive";
import type { EdgeOptions } from "./edge-drawing";
import { CurationError } from "./errors";
import type { Manifest } from "./manifest";

const PICTURES = 64;

/** Line drawings for pix2pix, black on white, with the photographs that they were drawn from: `edges/…`. */
export async function drawEdges(manifest: Manifest, options: EdgeOptions, jobs?: CurationJobs): Promise<DeriveResult> {
  const { size, smoothing, strong, weak } = options;
  if (size < 16 || !(smoothing >= 0.3 && smoothing <= 20)) {
    throw new CurationError("--size is at least 16 pixels, --smoothing 0.3 to 20");
  }
  if (!(strong > 0 && strong < 1 && weak > 0 && weak <= 1)) {
    throw new CurationError("--strong and --weak are shares, more than 0 and less than 1");
  }
  return derive(manifest, { step: "edges", options, pictures: PICTURES }, jobs);
}
