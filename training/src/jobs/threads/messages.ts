import * as v from "valibot";

import type { BackendOptions } from "../../backend/load";
import { jobSchema } from "../job";
import { failureSchema } from "../retry";

/** What a thread is started with. */
export const machineSchema = v.strictObject({
  roots: v.strictObject({ data: v.string(), shared: v.string(), everywhere: v.boolean() }),
  // Checked where it was read from the command line; its schema would bring tfjs into threads that do without.
  backend: v.custom<BackendOptions>((value) => typeof value === "object" && value !== null),
});

/** To a thread: the next job, or to end the one that it does as soon as nothing is lost by it. */
export const orderSchema = v.variant("order", [
  v.strictObject({ order: v.literal("do"), job: jobSchema }),
  v.strictObject({ order: v.literal("stop") }),
]);

/** From a thread, about the job that it was given last. */
export const reportSchema = v.variant("report", [
  v.strictObject({ report: v.literal("progress"), done: v.number(), of: v.number() }),
  v.strictObject({ report: v.literal("done") }),
  v.strictObject({ report: v.literal("failed"), failure: failureSchema }),
]);
export type Report = v.InferOutput<typeof reportSchema>;
