import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import type { Job } from "../jobs/job";
import { trainResultSchema } from "../jobs/kinds/train";
import { trainJob } from "../jobs/model-jobs";
import { runJobs, type RunJobsOptions } from "../jobs/run";
import type { Recipe } from "../recipes";
import { recipeOfShare, shareRun, type ShareResult } from "./share";
import { shareName } from "./samples";

export interface AblationOptions {
  /** The recipe as it would be trained with all pictures. */
  readonly recipe: Recipe;
  readonly shares: readonly number[];
  /** Directory that the recipe's relative paths count from. */
  readonly base: string;
  /** Gets a run directory for each share, and `jobs/`. */
  readonly out: string;
}

/**
 * Trains a recipe with shares of its pictures, each as a job, for as many steps as with all, and measures each on what the
 * recipe holds out. Begun again it does what is missing.
 * @throws JobsStoppedError if the signal came first: runs under way are saved then.
 */
export async function trainShares(
  { recipe, shares, base, out }: AblationOptions,
  jobs: Omit<RunJobsOptions, "status">,
): Promise<ShareResult[]> {
  const { places } = jobs;
  const results = join(out, "jobs");
  await mkdir(results, { recursive: true });
  const shareOf = new Map<Job, number>();
  for (const share of shares) {
    const made = { recipe: recipeOfShare(recipe, share), base, run: shareRun(out, share), places, out: results };
    shareOf.set(await trainJob({ ...made, label: `train with ${shareName(share)}` }), share);
  }
  const found: ShareResult[] = [];
  await runJobs([...shareOf.keys()], { ...jobs, status: results }, async (job, result) => {
    found.push({ share: shareOf.get(job) ?? 1, ...v.parse(trainResultSchema, result) });
  });
  return found.toSorted((a, b) => a.share - b.share);
}
