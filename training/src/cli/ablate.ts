import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { ablate } from "../ablation/ablate";
import { shareTable, writeAblation } from "../ablation/report";
import { shareName } from "../ablation/samples";
import type { BackendOptions } from "../backend/load";
import { metricsNamed } from "../metrics/registry";
import { parseRecipe } from "../recipes";
import { jobPlaces, stopSignal } from "./job-options";
import { reporter } from "./report";

export interface AblateOptions extends BackendOptions {
  readonly shares: readonly number[];
  readonly out: string;
  readonly steps?: number;
  readonly rows: number;
  readonly judge?: string;
  readonly metrics?: readonly string[];
  readonly queue?: string;
  readonly shared?: string;
  readonly json?: boolean;
}

/** `mealshift ablate`: a recipe trained with parts of its pictures, side by side. */
export async function runAblation(recipePath: string, options: AblateOptions): Promise<void> {
  const { shares, out, steps, rows, judge, metrics, queue, shared, json, ...backend } = options;
  const report = reporter(json ?? false);
  if (metrics) metricsNamed(metrics);
  const parsed = parseRecipe(JSON.parse(await readFile(recipePath, "utf8")));
  const recipe = steps ? { ...parsed, loop: { ...parsed.loop, steps } } : parsed;
  report.line(`${out}: ${recipe.recipe} with ${shares.map(shareName).join(", ")} of its pictures`);
  const results = await ablate(
    { recipe, shares, base: resolve(dirname(recipePath)), out, judge, metrics },
    { places: jobPlaces(out, { queue, shared }), queue, backend, signal: stopSignal(), tell: report.line },
  );
  await writeAblation(out, recipe, results, rows);
  report.done(`\n${shareTable(results)}\n\n${out}/README.md`, { out, finished: true, shares: results });
}
