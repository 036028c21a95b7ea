import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import * as tf from "@tensorflow/tfjs-core";

import { shareRun, shareTable, writeAblation } from "../ablation/report";
import { shareName } from "../ablation/samples";
import { type ShareResult, trainShare } from "../ablation/train-share";
import { type BackendOptions, loadBackend } from "../backend/load";
import { parseRecipe } from "../recipes";
import { reporter } from "./report";
import { dataDirectory } from "./train";

export interface AblateOptions extends BackendOptions {
  readonly shares: readonly number[];
  readonly out: string;
  readonly steps?: number;
  readonly rows: number;
  readonly json?: boolean;
}

/** `mealshift ablate`: a recipe trained with parts of its pictures, side by side. */
export async function ablate(recipePath: string, options: AblateOptions): Promise<void> {
  const { shares, out, rows } = options;
  const report = reporter(options.json ?? false);
  const parsed = parseRecipe(JSON.parse(await readFile(recipePath, "utf8")));
  const recipe = options.steps ? { ...parsed, loop: { ...parsed.loop, steps: options.steps } } : parsed;
  const backend = await loadBackend(options);
  report.line(`${out}: ${recipe.recipe} with ${shares.map(shareName).join(", ")} of its pictures on ${backend.label}`);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

  const results: ShareResult[] = [];
  for (const share of shares) {
    const result = await trainShare({
      recipe,
      share,
      run: shareRun(out, share),
      data: dataDirectory(),
      cache: resolve(".cache/images"),
      base: resolve(dirname(recipePath)),
      log: (line) => report.line(`${shareName(share)}: ${line}`),
      onProgress: report.progress,
      signal: stop.signal,
    });
    if (!result) {
      report.done(`${out}: stopped and saved; the same command goes on`, { out, finished: false });
      return;
    }
    // The nets of one share would take the next one's memory.
    tf.disposeVariables();
    results.push(result);
    report.line(`${shareName(share)}: ${result.pictures} pictures, ${result.steps} steps`);
  }
  await writeAblation(out, recipe, results, rows);
  report.done(`\n${shareTable(results)}\n\n${out}/README.md`, { out, finished: true, shares: results });
}
