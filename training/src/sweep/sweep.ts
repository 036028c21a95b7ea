import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { replaceFile } from "../curation/files";
import type { Job } from "../jobs/job";
import { trainResultSchema } from "../jobs/kinds/train";
import { evaluateJob, trainJob } from "../jobs/model-jobs";
import { runJobs, type RunJobsOptions } from "../jobs/run";
import type { Point } from "./grid";
import { numbersIn, type SweepOrder, type SweepRow, sortRows, sweepTable } from "./table";

export interface SweepOptions {
  readonly points: readonly Point[];
  /** Directory that the recipe's relative paths count from. */
  readonly base: string;
  /** Gets the table, a run directory for each point, and `jobs/`. */
  readonly out: string;
  /** Classifier that judges the runs, where their metrics take one. */
  readonly judge?: string | undefined;
  /** Metrics of `mealshift evaluate` beside the recipe's own figures; none if empty. */
  readonly metrics: readonly string[];
  readonly order?: SweepOrder | undefined;
}

const evaluationSchema = v.looseObject({ metrics: v.record(v.string(), v.looseObject({})) });

/**
 * Trains and measures every point, as jobs, and writes `README.md` and `sweep.json`. Begun again it does what is missing.
 * @throws JobsFailedError after all points that can be done were, whose table is written then.
 */
export async function sweep(options: SweepOptions, jobs: Omit<RunJobsOptions, "status">): Promise<SweepRow[]> {
  const { points, base, out } = options;
  const runs = { ...jobs, status: join(out, "jobs", "status.json") };
  const place = { places: jobs.places, out: join(out, "jobs") };
  await mkdir(join(out, "jobs"), { recursive: true });
  const rows = new Map<Point, SweepRow>();
  const training = new Map<Job, Point>();
  for (const point of points) {
    const { recipe, name } = point;
    training.set(await trainJob({ recipe, base, run: join(out, name), label: `train ${name}`, ...place }), point);
  }
  try {
    await runJobs([...training.keys()], runs, async (job, result) => {
      const point = training.get(job);
      if (point) rows.set(point, { point, ...v.parse(trainResultSchema, result) });
    });
  } finally {
    if (rows.size > 0) await writeSweep(options, [...rows.values()]);
  }
  if (options.metrics.length === 0) return inOrder(options, [...rows.values()]);

  const measuring = new Map<Job, SweepRow>();
  const { judge, metrics } = options;
  for (const row of rows.values()) {
    const { name } = row.point;
    const job = await evaluateJob({ run: join(out, name), judge, metrics, label: `evaluate ${name}`, ...place });
    measuring.set(job, row);
  }
  await runJobs([...measuring.keys()], runs, async (job, result) => {
    const row = measuring.get(job);
    const found = v.parse(evaluationSchema, result);
    if (row) rows.set(row.point, { ...row, figures: { ...row.figures, ...numbersIn(found.metrics) } });
  });
  return writeSweep(options, [...rows.values()]);
}

/** Rows as they are asked for, else in the order of the grid. */
function inOrder({ points, order }: SweepOptions, rows: readonly SweepRow[]): SweepRow[] {
  const grid = rows.toSorted((a, b) => points.indexOf(a.point) - points.indexOf(b.point));
  return order ? sortRows(grid, order) : grid;
}

async function writeSweep(options: SweepOptions, found: readonly SweepRow[]): Promise<SweepRow[]> {
  const { out, points } = options;
  const rows = inOrder(options, found);
  const recipe = points[0]?.recipe;
  const json = rows.map(({ point: { name, values }, steps, pictures, figures }) => ({
    run: name,
    values,
    steps,
    pictures,
    figures,
  }));
  const text = [
    `# ${recipe?.recipe}: ${Object.keys(points[0]?.values ?? {}).join(", ")}`,
    `${rows.length} of ${points.length} runs of ${recipe?.loop.steps} steps of ${recipe?.loop.batch} at ${recipe?.size} pixels.`,
    sweepTable(rows),
  ];
  await replaceFile(join(out, "sweep.json"), `${JSON.stringify({ recipe: recipe?.recipe, runs: json }, null, 2)}\n`);
  await replaceFile(join(out, "README.md"), `${text.join("\n\n")}\n`);
  return rows;
}
