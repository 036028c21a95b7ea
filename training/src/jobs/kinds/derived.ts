import { join } from "node:path";

import * as v from "valibot";

import { type Derived, type PictureFile, pictureSchema } from "../../curation/derived-picture";
import { inParallel } from "../../curation/parallel";
import { JobHandedBackError } from "../errors";
import { type JobKind, jobKind } from "./kind";
import { naming } from "./naming";

/** One entry for each picture of the job: the first file made of it, as a path below the set, or why there is none. */
export const derivedResultSchema = v.array(
  v.strictObject({
    output: v.exactOptional(v.string()),
    reason: v.exactOptional(v.string()),
    coverage: v.exactOptional(v.number()),
  }),
);

/** A second picture is decoded while one is worked on. */
const AT_ONCE = 2;

/** A kind of job that derives files of the set from pictures of the set, each on its own. */
export function derivingKind<Options>(
  options: v.GenericSchema<unknown, Options>,
  derive: (picture: PictureFile, options: Options) => Promise<Derived>,
): JobKind {
  const entry = v.strictObject({ ...pictureSchema.entries, mask: v.exactOptional(v.string()) });
  return jobKind({
    input: v.strictObject({ set: v.string(), options, pictures: v.array(entry) }),
    run: async (input, { places, signal, progress, write }) => {
      const set = places.pathOf(input.set);
      const results = new Map<string, v.InferOutput<typeof derivedResultSchema>[number]>();
      const makeOne = async ({ mask, ...picture }: (typeof input.pictures)[number]): Promise<void> => {
        if (signal.aborted) throw new JobHandedBackError(`stopped at ${picture.picture}`);
        const file = { ...picture, path: join(set, "pictures", picture.picture) };
        const made = await naming(picture.picture, () =>
          derive(mask === undefined ? file : { ...file, mask: places.pathOf(mask) }, input.options),
        );
        if ("reason" in made) {
          results.set(picture.picture, { reason: made.reason });
        } else {
          for (const { path, bytes } of made.files) await write(join(set, path), bytes);
          const { coverage } = made;
          const output = made.files[0]?.path ?? "";
          results.set(picture.picture, coverage === undefined ? { output } : { output, coverage });
        }
        progress(results.size, input.pictures.length);
      };
      await inParallel(input.pictures, AT_ONCE, makeOne);
      return input.pictures.map(({ picture }) => results.get(picture) ?? {});
    },
  });
}
