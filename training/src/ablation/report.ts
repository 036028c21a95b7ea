import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { figureRows } from "../metrics";
import type { Recipe } from "../recipes";
import { sampleStrips, shareName } from "./samples";
import { shareRun, type ShareResult } from "./share";

/**
 * Writes what an ablation has come to beside its runs: `README.md` and `ablation.json`, the table, and `samples.png`.
 * @param results Of all shares, whose runs are in `out`.
 * @param rows Rows of each run's sample grid to show.
 */
export async function writeAblation(
  out: string,
  recipe: Recipe,
  results: readonly ShareResult[],
  rows: number,
): Promise<void> {
  const sorted = results.toSorted((a, b) => a.share - b.share);
  await mkdir(out, { recursive: true });
  const samples = sorted.map(({ share }) => ({ share, run: shareRun(out, share) }));
  await replace(join(out, "samples.png"), await sampleStrips(samples, recipe.size, rows));
  const { recipe: name, size, loop } = recipe;
  await replace(
    join(out, "ablation.json"),
    `${JSON.stringify({ recipe: name, size, batch: loop.batch, shares: sorted }, null, 2)}\n`,
  );
  await replace(join(out, "README.md"), ablationText(recipe, sorted));
}

/** The table as a Markdown document. */
function ablationText({ recipe, size, loop }: Recipe, results: readonly ShareResult[]): string {
  return [
    `# ${recipe}: how much do the pictures matter?`,
    `Each column was trained with a part of the same pictures (a larger part holds all of a smaller one) for ${loop.steps} steps of ${loop.batch} at ${size}x${size}, and measured on the same held-out pictures.`,
    shareTable(results),
    ...notMeasured(results),
    "![The same samples of each share](samples.png)",
  ]
    .join("\n\n")
    .concat("\n");
}

/** Why there are no other figures, if somebody wonders. */
function notMeasured(results: readonly ShareResult[]): string[] {
  const reasons = new Map(results.flatMap(({ leftOut }) => Object.entries(leftOut)));
  const told = [...reasons].map(([metric, reason]) => `${metric}: ${reason}`);
  return told.length > 0 ? [`Not measured: ${told.join("; ")}.`] : [];
}

/** Figures down, shares across. */
export function shareTable(results: readonly ShareResult[]): string {
  const columns = results.map(
    ({ figures, metrics }) => new Map(figureRows({ ...figures, ...metrics }).map(({ name, value }) => [name, value])),
  );
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  const rows = [
    ["pictures to train on", ...results.map(({ pictures }) => String(pictures))],
    ...[...names].map((name) => [name, ...columns.map((column) => column.get(name) ?? "")]),
  ];
  const header = ["", ...results.map(({ share }) => shareName(share))];
  return [header, header.map((_, column) => (column === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, content);
  await rename(`${path}.partial`, path);
}
