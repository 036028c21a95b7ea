import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import type { Job } from "../jobs/job";
import { trainResultSchema } from "../jobs/kinds/train";
import { evaluateJob, trainJob } from "../jobs/model-jobs";
import { runJobs, type RunJobsOptions } from "../jobs/run";
import type { Recipe } from "../recipes";
import { measuredSchema, recipeOfShare, shareRun, type ShareResult, type TrainedShare } from "./share";
import { shareName } from "./samples";

export interface AblationOptions {
  /** The recipe as it would be trained with all pictures. */
  readonly recipe: Recipe;
  readonly shares: readonly number[];
  /** Directory that the recipe's relative paths count from. */
  readonly base: string;
  /** Gets a run directory for each share, and `jobs/`. */
  readonly out: string;
  /** Classifier that judges the runs, where their metrics take one. */
  readonly judge?: string | undefined;
  /** Metrics of `mealshift evaluate`; without, all that make sense. */
  readonly metrics?: readonly string[] | undefined;
}

type Jobs = Omit<RunJobsOptions, "status">;

/**
 * Trains a recipe with shares of its pictures, for as many steps as with all, and measures each on what the recipe holds
 * out; both as jobs. Begun again it does what is missing.
 * @throws JobsStoppedError if the signal came first: runs under way are saved then.
 */
export async function ablate(options: AblationOptions, jobs: Jobs): Promise<ShareResult[]> {
  return measureShares(await trainShares(options, jobs), options, jobs);
}

async function trainShares({ recipe, shares, base, out }: AblationOptions, jobs: Jobs): Promise<TrainedShare[]> {
  const { places } = jobs;
  const results = join(out, "jobs");
  await mkdir(results, { recursive: true });
  const shareOf = new Map<Job, number>();
  for (const share of shares) {
    const made = { recipe: recipeOfShare(recipe, share), base, run: shareRun(out, share), places, out: results };
    shareOf.set(await trainJob({ ...made, label: `train with ${shareName(share)}` }), share);
  }
  const found: TrainedShare[] = [];
  await runJobs([...shareOf.keys()], { ...jobs, status: join(results, "status.json") }, async (job, result) => {
    const trained = v.parse(trainResultSchema, result);
    // DCGAN's own figures compare with what it was trained on, which is another set for each share.
    const figures = recipe.recipe === "dcgan" ? {} : trained.figures;
    found.push({ share: shareOf.get(job) ?? 1, ...trained, figures });
  });
  return found.toSorted((a, b) => a.share - b.share);
}

async function measureShares(
  trained: readonly TrainedShare[],
  { out, judge, metrics }: AblationOptions,
  jobs: Jobs,
): Promise<ShareResult[]> {
  const { places } = jobs;
  const results = join(out, "jobs");
  const trainedBy = new Map<Job, TrainedShare>();
  for (const one of trained) {
    const label = `evaluate with ${shareName(one.share)}`;
    const run = shareRun(out, one.share);
    trainedBy.set(await evaluateJob({ run, judge, metrics, label, places, out: results }), one);
  }
  const found: ShareResult[] = [];
  await runJobs([...trainedBy.keys()], { ...jobs, status: join(results, "status.json") }, async (job, result) => {
    const one = trainedBy.get(job);
    if (one) found.push({ ...one, ...v.parse(measuredSchema, result) });
  });
  return found.toSorted((a, b) => a.share - b.share);
}
