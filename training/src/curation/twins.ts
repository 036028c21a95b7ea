import { hashResultSchema } from "../jobs/kinds/hash";
import { layoutDistance } from "./colour-layout";
import { type CurationJobs, runOverPictures } from "./curation-jobs";
import { CurationError } from "./errors";
import { HashIndex } from "./hash-index";
import type { Manifest } from "./manifest";
import { parseHash } from "./perceptual-hash";
import type { Picture } from "./records";

/** What makes two pictures near-twins: both must hold, for bowls photographed from above look alike in grey. */
export interface TwinOptions {
  /** Bits of 64 in which their hashes may differ. */
  readonly threshold: number;
  /** Levels of 255 in which their colour layouts may differ, on average. */
  readonly colours: number;
}

/** Hashing takes some hundredths of a second a picture. */
const PICTURES = 256;

/** Hashes the pictures that have not been hashed. */
export async function hashPictures(
  manifest: Manifest,
  pictures: readonly Picture[],
  jobs?: CurationJobs,
): Promise<void> {
  const known = manifest.of("hash");
  await runOverPictures(
    manifest,
    {
      kind: "hash",
      pictures,
      missing: new Set(pictures.filter(({ picture }) => !known.has(picture))),
      block: PICTURES,
      input: async (some) => ({ input: { pictures: some.map(({ picture }) => picture) }, files: [] }),
      result: hashResultSchema,
    },
    jobs,
    async (some, hashes) => {
      if (jobs?.shard) return;
      await manifest.append(
        some.flatMap(({ picture }, index) => {
          const found = hashes[index];
          return found ? [{ step: "hash" as const, picture, ...found }] : [];
        }),
      );
    },
  );
}

/** Pictures among which near-twins are found. */
export class TwinIndex {
  readonly #manifest: Manifest;
  readonly #options: TwinOptions;
  readonly #index: HashIndex;
  readonly #pictures: { readonly picture: string; readonly colours: Uint8Array }[] = [];

  /** @throws CurationError for options out of range. */
  constructor(manifest: Manifest, options: TwinOptions) {
    const { threshold, colours } = options;
    if (!(threshold >= 0 && threshold <= 32)) throw new CurationError(`--threshold ${threshold} is not 0 to 32 bits`);
    if (!(colours >= 0 && colours <= 255)) throw new CurationError(`--colours ${colours} is not 0 to 255 levels`);
    this.#manifest = manifest;
    this.#options = options;
    this.#index = new HashIndex(threshold);
  }

  /** @param picture hashed before. */
  add({ picture }: Picture): void {
    const { hash, colours } = this.#hashOf(picture);
    this.#index.add(parseHash(hash));
    this.#pictures.push({ picture, colours: Buffer.from(colours, "hex") });
  }

  /** Near-twins of a hashed picture among those that were added, nearest first, with the bits in which they differ. */
  twinsOf({ picture }: Picture): { readonly number: number; readonly picture: string; readonly distance: number }[] {
    const { hash, colours } = this.#hashOf(picture);
    const layout = Buffer.from(colours, "hex");
    return this.#index.near(parseHash(hash)).flatMap(({ number, distance }) => {
      const other = this.#pictures[number];
      const isTwin = other && layoutDistance(layout, other.colours) <= this.#options.colours;
      return isTwin ? [{ number, picture: other.picture, distance }] : [];
    });
  }

  #hashOf(picture: string): { readonly hash: string; readonly colours: string } {
    const record = this.#manifest.of("hash").get(picture);
    if (!record) throw new CurationError(`${picture} has not been hashed: run the step again`);
    return record;
  }
}
