import { readFile, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";

import * as v from "valibot";

import { loadBackend } from "../backend/load";
import { curves, figureTable, parseStats } from "../export/card";
import { exportModelFolder } from "../export/model-folder";
import { goalTable } from "../metrics";
import { type TrainedRun, type Way, readRun } from "../models/from-run";
import { domainsOf } from "../recipes/domains-of";
import { calibrateModel } from "./calibrate";
import { reporter } from "./report";

export interface ExportOptions {
  readonly to: string;
  readonly names: string;
  readonly figures?: string;
  readonly notes?: string;
  readonly way?: Way;
  readonly inverse?: string;
  readonly calibrate?: string[];
}

const namesSchema = v.record(v.string(), v.strictObject({ en: v.string(), ja: v.string() }));

/** `mealshift export`: a run's averaged weights, quantised, as a model folder with its card. */
export async function exportRun(path: string, options: ExportOptions): Promise<void> {
  const report = reporter(false);
  const run = await readRun(path, options.way);
  const names = v.parse(namesSchema, JSON.parse(await readFile(options.names, "utf8")));
  const domains = domainsOf(run.recipe, options.way).map((id) => ({ id, ...(names[id] ?? { en: id, ja: id }) }));
  const config = await exportModelFolder(run, options.to, domains, options.inverse);

  const stats = parseStats(await readFile(join(path, "stats.jsonl"), "utf8"));
  const drawn = [...new Set(stats.flatMap((line) => Object.keys(line)))].filter(
    (name) => !["step", "images", "tensors", "imagesPerSecond"].includes(name),
  );
  await writeFile(join(options.to, "curves.svg"), curves(stats, drawn));
  const figures =
    options.figures === undefined
      ? {}
      : (JSON.parse(await readFile(options.figures, "utf8")) as Record<string, unknown>);
  const notes = options.notes === undefined ? "" : await readFile(options.notes, "utf8");
  await writeFile(
    join(options.to, "README.md"),
    card(run, basename(resolve(options.to)), config.files.weights.bytes, figures, notes, options.way),
  );
  if (options.calibrate !== undefined) {
    await loadBackend();
    await calibrateModel(options.to, options.calibrate, {}, report);
  }
  report.done(`${relative(".", options.to)}: ${config.files.weights.bytes} bytes of weights`, { ...config });
}

function card(
  run: TrainedRun,
  id: string,
  bytes: number,
  figures: Readonly<Record<string, unknown>>,
  notes: string,
  way: Way = "there",
): string {
  const { recipe, step } = run;
  const size = recipe.size;
  return [
    `# ${id}`,
    notes.trim(),
    "## Training",
    `Family \`${recipe.recipe}\`${way === "back" ? ", the way back to the first domain" : ""}, ${step} steps of ${recipe.loop.batch} pictures at ${size}x${size} (${step * recipe.loop.batch} pictures seen), exponential moving average of the weights, quantised to int8 with one scale for each output channel; ${bytes} bytes.`,
    "![Training curves](curves.svg)",
    ...figureParts(figures),
    "## Recipe",
    `\`\`\`json\n${JSON.stringify(recipe, null, 2)}\n\`\`\``,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** What the model is judged by stands first; all that was measured is there to be unfolded. */
function figureParts(figures: Readonly<Record<string, unknown>>): string[] {
  if (Object.keys(figures).length === 0) return [];
  const { goals } = figures;
  const title = "## Figures on held-out pictures";
  if (!Array.isArray(goals) || goals.length === 0) return [title, figureTable(figures)];
  return [title, goalTable(goals), `<details><summary>All figures</summary>\n\n${figureTable(figures)}\n\n</details>`];
}
