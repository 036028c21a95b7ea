import * as v from "valibot";

/** What a worker tells of a job that it does. */
export const progressSchema = v.strictObject({ done: v.number(), of: v.number(), worker: v.string() });
export type TaskProgress = v.InferOutput<typeof progressSchema>;
