import { CurationError } from "./errors";
import { HashIndex } from "./hash-index";
import type { Manifest } from "./manifest";
import { inParallel } from "./parallel";
import { parseHash, perceptualHash } from "./perceptual-hash";
import type { Picture } from "./records";

/** Hashes the pictures that have none yet. */
export async function hashPictures(manifest: Manifest, pictures: readonly Picture[]): Promise<void> {
  const known = manifest.of("hash");
  await inParallel(
    pictures.filter(({ picture }) => !known.has(picture)),
    async ({ picture }) => {
      await manifest.append([{ step: "hash", picture, hash: await perceptualHash(manifest.pathOf(picture)) }]);
    },
  );
}

/**
 * Near-duplicate removal: pictures are seen from the largest down, and one whose hash is within `threshold` bits of one
 * that stays is dropped. So every picture that is dropped has a twin that stays, and chains of likenesses do not
 * grow into one group.
 */
export async function dedupe(
  manifest: Manifest,
  options: { readonly threshold: number },
): Promise<{ readonly kept: number; readonly dropped: number }> {
  const { threshold } = options;
  if (!Number.isInteger(threshold) || threshold < 0 || threshold > 31) {
    throw new CurationError(`--threshold ${threshold} is not a whole number of bits from 0 to 31`);
  }
  const pictures = manifest.kept("dedupe");
  await hashPictures(manifest, pictures);
  const hashes = manifest.of("hash");
  const index = new HashIndex(threshold);
  const staying: string[] = [];
  const records = largestFirst(pictures).map(({ picture }) => {
    const hash = parseHash(hashes.get(picture)?.hash ?? "");
    const twin = index.near(hash)[0];
    if (twin) {
      const reason = `near-duplicate of ${staying[twin.number]}: ${twin.distance} of 64 bits differ`;
      return { step: "dedupe" as const, picture, keep: false, reason };
    }
    index.add(hash);
    staying.push(picture);
    return { step: "dedupe" as const, picture, keep: true };
  });
  await manifest.append([...records, { step: "run", of: "dedupe", settings: JSON.stringify(options) }]);
  return { kept: staying.length, dropped: pictures.length - staying.length };
}

function largestFirst(pictures: readonly Picture[]): Picture[] {
  return pictures.toSorted(
    (a, b) => b.width * b.height - a.width * a.height || b.bytes - a.bytes || (a.picture < b.picture ? -1 : 1),
  );
}
