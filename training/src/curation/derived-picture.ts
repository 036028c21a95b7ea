import * as v from "valibot";

import { boxSchema } from "./records";

/** `CATEGORY/NAME`, and nothing that leads out of the set: jobs come from other machines. */
export const pictureNameSchema = v.pipe(v.string(), v.regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^/].*$/su));

/** A picture of a set, as far as its file has to be known to derive something from it. */
export const pictureSchema = v.strictObject({
  picture: pictureNameSchema,
  width: v.number(),
  height: v.number(),
  boxes: v.exactOptional(v.array(boxSchema)),
});

/** The same on this machine. */
export interface PictureFile extends v.InferOutput<typeof pictureSchema> {
  readonly path: string;
  /** Its mask, where the step takes one and there is one. */
  readonly mask?: string;
}

/** What became of one picture: files, whose paths count from the set, or why there are none. */
export type Derived =
  | { readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]; readonly coverage?: number }
  | { readonly reason: string };

/** Path of a derived picture below the set: `STEP/CATEGORY/NAME.EXTENSION`; no two pictures of a set share a name. */
export function derivedPath(step: string, { picture }: { readonly picture: string }, extension: string): string {
  return `${step}/${picture.replace(/\.\w+$/, extension)}`;
}
