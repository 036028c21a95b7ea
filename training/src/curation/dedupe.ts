import type { Manifest } from "./manifest";
import type { Picture } from "./records";
import type { CurationJobs } from "./curation-jobs";
import { hashPictures, TwinIndex, type TwinOptions } from "./twins";

/**
 * Near-duplicate removal: pictures are seen from the largest down, and a near-twin of one that stays is dropped. So
 * every picture that is dropped has a twin that stays, and chains of likenesses do not grow into one group.
 */
export async function dedupe(
  manifest: Manifest,
  options: TwinOptions,
  jobs?: CurationJobs,
): Promise<{ readonly kept: number; readonly dropped: number }> {
  const index = new TwinIndex(manifest, options);
  const pictures = manifest.kept("dedupe");
  await hashPictures(manifest, pictures, jobs);
  let dropped = 0;
  const records = largestFirst(pictures).map((picture) => {
    const twin = index.twinsOf(picture)[0];
    if (!twin) {
      index.add(picture);
      return { step: "dedupe" as const, picture: picture.picture, keep: true };
    }
    dropped += 1;
    const reason = `near-duplicate of ${twin.picture}: ${twin.distance} of 64 bits differ`;
    return { step: "dedupe" as const, picture: picture.picture, keep: false, reason };
  });
  await manifest.append([...records, { step: "run", of: "dedupe", settings: JSON.stringify(options) }]);
  return { kept: pictures.length - dropped, dropped };
}

function largestFirst(pictures: readonly Picture[]): Picture[] {
  return pictures.toSorted(
    (a, b) => b.width * b.height - a.width * a.height || b.bytes - a.bytes || (a.picture < b.picture ? -1 : 1),
  );
}
