import { createHash } from "node:crypto";

import * as v from "valibot";

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What a job is, as it is sent to a thread or through Redis. Places are {@link import("./places").Places}'s names. */
export const jobSchema = v.strictObject({
  /** One of the registered kinds. */
  kind: v.string(),
  /** Counts up when the kind comes to give other results for the same input. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** JSON, checked by the kind. */
  input: v.unknown(),
  /** Files that the result depends on; a machine that has others refuses the job. */
  files: v.array(v.strictObject({ place: v.string(), sha256 })),
  /** Folder that gets the result, `ID.json`. */
  out: v.string(),
  /** For people; says nothing that the rest does not. */
  label: v.string(),
});
export type Job = v.InferOutput<typeof jobSchema>;

/** sha256 of all that the job's result depends on, and of where it goes: the same job has the same id everywhere. */
export function jobId({ kind, version, input, files, out }: Job): string {
  return createHash("sha256").update(canonicalJson({ kind, version, input, files, out })).digest("hex");
}

/** JSON without spaces, the members of every object sorted by name, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
