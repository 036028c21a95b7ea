import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import type { Command, Option } from "commander";

import type { BackendOptions } from "../backend/load";
import { metricsNamed } from "../metrics/registry";
import { withOverrides } from "../pack/overrides";
import { SweepError } from "../sweep/errors";
import { type Axis, gridOf, parseAxis } from "../sweep/grid";
import { sweep } from "../sweep/sweep";
import { lacksFigure, sweepTable } from "../sweep/table";
import { fromOne, jobPlaces, queueOption, sharedOption, stopSignal } from "./job-options";
import { reporter } from "./report";

interface SweepFlags extends BackendOptions {
  readonly vary: readonly string[];
  readonly out: string;
  readonly steps?: number;
  readonly metrics?: readonly string[];
  readonly judge?: string;
  readonly by?: string;
  readonly descending?: boolean;
  readonly queue?: string;
  readonly shared?: string;
  readonly json?: boolean;
}

/** @param backendOptions of what this machine computes with. */
export function addSweepCommand(program: Command, backendOptions: readonly Option[]): void {
  const command = program
    .command("sweep <recipe.json>")
    .description("train and measure a recipe with every combination of some options: a table, and a run each")
    .requiredOption("--vary <option=values...>", "options and their values, such as generatorRate=0.0001,0.0002")
    .requiredOption("--out <directory>", "folder for the table and the runs; one that was begun goes on")
    .option("--steps <count>", "steps of each instead of the recipe's", fromOne)
    .option("--metrics <names>", "metrics of `mealshift evaluate` beside the recipe's own figures", (text: string) =>
      text.split(","),
    )
    .option("--judge <run|model>", "classifier for metrics that take one")
    .option("--by <figure>", "sort the table by it, the smallest first")
    .option("--descending", "the largest first")
    .option("--json", "one JSON object a line")
    .addOption(queueOption())
    .addOption(sharedOption());
  for (const option of backendOptions) command.addOption(option);
  command.action((recipe: string, flags: SweepFlags) => runSweep(recipe, flags));
}

/** `mealshift sweep`: everything that was asked for is checked before anything is trained. */
async function runSweep(recipePath: string, flags: SweepFlags): Promise<void> {
  const { out, steps, metrics = [], judge, by, descending = false, queue, shared, json, vary, ...backend } = flags;
  const report = reporter(json ?? false);
  metricsNamed(metrics);
  const axes: readonly Axis[] = vary.map(parseAxis);
  const recipe: unknown = JSON.parse(await readFile(recipePath, "utf8"));
  const points = gridOf(steps === undefined ? recipe : withOverrides(recipe, [`loop.steps=${steps}`]), axes);
  report.line(`${out}: ${points.length} runs of ${points[0]?.recipe.loop.steps} steps`);
  const order = by === undefined ? undefined : { by, descending };
  const rows = await sweep(
    { points, base: resolve(dirname(recipePath)), out, judge, metrics, order },
    { places: jobPlaces(out, { queue, shared }), queue, backend, signal: stopSignal(), tell: report.line },
  );
  report.done(`\n${sweepTable(rows)}\n\n${out}/README.md`, {
    out,
    runs: rows.map(({ point, figures }) => ({ ...point.values, figures })),
  });
  const lack = by === undefined ? null : lacksFigure(rows, by);
  if (lack !== null) throw new SweepError(`--by: ${lack}; the table is written unsorted`);
}
