import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import { type BackendOptions, loadBackend } from "../backend/load";
import { evaluateModel, figureRows, metrics, requirements } from "../metrics";
import { EvaluationError } from "../metrics/errors";
import { reporter } from "./report";
import { dataDirectory } from "./train";

export interface EvaluateOptions extends BackendOptions {
  readonly list?: boolean;
  readonly recipe?: string;
  readonly judge?: string;
  readonly palette?: string;
  readonly metrics?: readonly string[];
  readonly seed: number;
  readonly seeds: number;
  readonly sources?: number;
  readonly pictures: number;
  readonly json?: string;
}

/** `mealshift evaluate`: figures of a model or a run on the held-out pictures of its recipe. */
export async function evaluate(model: string | undefined, options: EvaluateOptions): Promise<void> {
  const report = reporter(false);
  if (options.list === true) {
    report.line(metricList());
    return;
  }
  if (model === undefined) throw new EvaluationError("name a model folder or a run, or list the metrics with --list");
  await loadBackend(options);
  const started = performance.now();
  const found = await evaluateModel({
    ...options,
    model,
    data: dataDirectory(),
    cache: resolve(".cache/images"),
    tell: (line) => process.stderr.write(`${line} …\n`),
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(found, null, 2)}\n`);
  const rows = figureRows(found);
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, value } of rows) report.line(`${name.padEnd(width)}  ${value}`);
  report.line(`${seconds} s`);
}

function metricList(): string {
  const kinds = { translator: "translators", generator: "dcgan", segmenter: "segmenter", classifier: "classifier" };
  return metrics
    .map(({ name, about, paper, needs, measure }) => {
      const subjects = Object.entries(kinds).flatMap(([kind, label]) => (kind in measure ? [label] : []));
      const needed = needs.map((need) => requirements[need].label);
      const rest = [
        `for: ${subjects.join(", ")}`,
        ...(needed.length > 0 ? [`needs: ${needed.join("; ")}`] : []),
        ...(paper === null ? [] : [`from: ${paper}`]),
      ];
      return `${name}\n  ${about}\n  ${rest.join("\n  ")}\n`;
    })
    .join("\n");
}
