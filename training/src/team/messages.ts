import * as v from "valibot";

import type { BackendOptions } from "../backend/load";
import type { Recipe } from "../recipes";
import type { TeamMemory } from "./shared-team";

/** What a worker is started with. */
export interface WorkerTask {
  readonly recipe: Recipe;
  /** The run's directory; the others are those of a recipe's context. */
  readonly run: string;
  readonly data: string;
  readonly cache: string;
  readonly base: string;
  readonly backend: BackendOptions;
  readonly memory: TeamMemory;
  readonly index: number;
  readonly count: number;
}

/** From the first worker; of the others only that they are ready. */
export const workerReportSchema = v.variant("report", [
  v.strictObject({ report: v.literal("ready"), backend: v.string() }),
  v.strictObject({ report: v.literal("line"), text: v.string() }),
  v.strictObject({
    report: v.literal("progress"),
    progress: v.strictObject({
      step: v.number(),
      steps: v.number(),
      imagesPerSecond: v.number(),
      stats: v.record(v.string(), v.number()),
    }),
  }),
  v.strictObject({ report: v.literal("done"), step: v.number(), finished: v.boolean() }),
]);
export type WorkerReport = v.InferOutput<typeof workerReportSchema>;
