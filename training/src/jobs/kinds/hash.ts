import { join } from "node:path";

import * as v from "valibot";

import { pictureNameSchema } from "../../curation/derived-picture";
import { fingerprint } from "../../curation/fingerprint";
import { inParallel } from "../../curation/parallel";
import { JobHandedBackError } from "../errors";
import { jobKind } from "./kind";
import { naming } from "./naming";

/** One entry for each picture of the job. */
export const hashResultSchema = v.array(v.strictObject({ hash: v.string(), colours: v.string() }));

/** Hashing is decoding, which sharp does in threads of its own. */
const AT_ONCE = 4;

/** Perceptual hashes of pictures of a set. */
export const hash = jobKind({
  input: v.strictObject({ set: v.string(), pictures: v.array(pictureNameSchema) }),
  run: async ({ set, pictures }, { places, signal, progress }) => {
    const found = new Map<string, v.InferOutput<typeof hashResultSchema>[number]>();
    await inParallel(pictures, AT_ONCE, async (picture) => {
      if (signal.aborted) throw new JobHandedBackError(`stopped at ${picture}`);
      const path = join(places.pathOf(set), "pictures", picture);
      found.set(picture, await naming(picture, () => fingerprint(path)));
      progress(found.size, pictures.length);
    });
    return pictures.map((picture) => found.get(picture));
  },
});
