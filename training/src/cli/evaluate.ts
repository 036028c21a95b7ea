import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import { type Command, InvalidArgumentError, type Option } from "commander";

import { type BackendOptions, loadBackend } from "../backend/load";
import { evaluateModel, figureRows, goalLines, metrics, openSubject, requirements } from "../metrics";
import { EvaluationError } from "../metrics/errors";
import { writeStudy } from "../study";
import { reporter } from "./report";
import { dataDirectory } from "./train";

interface EvaluateOptions extends BackendOptions {
  readonly list?: boolean;
  readonly recipe?: string;
  readonly judge?: string;
  readonly palette?: string;
  readonly metrics?: readonly string[];
  readonly seed: number;
  readonly quick?: boolean;
  readonly seeds?: number;
  readonly sources?: number;
  readonly pictures?: number;
  readonly json?: string;
  readonly study?: string;
  readonly trials: number;
  readonly practice: number;
  readonly seconds: number;
}

const wholeNumber = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return count;
};
const names = (text: string): string[] => text.split(",").map((name) => name.trim());

/** @param backendOptions of what this machine computes with. */
export function addEvaluateCommand(program: Command, backendOptions: readonly Option[]): void {
  const command = program
    .command("evaluate [model|run]")
    .description("metrics of a model or a run on the held-out pictures of its recipe")
    .option("--list", "name every metric, what it needs and where it comes from")
    .option("--recipe <file>", "recipe of a model folder: names the data and what is held out")
    .option("--judge <run|model>", "classifier that the model was not trained against")
    .option("--palette <file>", "JSON of classes and their colours, for translators to label pictures")
    .option("--metrics <names>", "metrics, joined by commas (default: all that make sense for what is given)", names)
    .option("--seed <number>", "start of all that is drawn at random", wholeNumber, 1)
    .option(
      "--quick",
      "a first answer in less than a minute: the metrics that a training is steered by, fewer pictures",
    )
    .option("--seeds <count>", "how often metrics that split the pictures do so (default: 3, quickly 1)", wholeNumber)
    .option(
      "--sources <count>",
      "held-out pictures of each dish to translate (default: about 128 in all, quickly 40)",
      wholeNumber,
    )
    .option(
      "--pictures <count>",
      "most real pictures of each dish to compare with (default: 256, quickly 60)",
      wholeNumber,
    )
    .option("--json <file>", "write the figures to a file as well")
    .option("--study <folder>", "instead, make a page that asks people which of two pictures is the photograph")
    .option("--trials <count>", "pairs of the study that count", wholeNumber, 40)
    .option("--practice <count>", "pairs of the study for practice, with the answers", Number, 10)
    .option("--seconds <count>", "how long the study shows a pair", Number, 1);
  for (const option of backendOptions) command.addOption(option);
  command.action((model: string | undefined, options: EvaluateOptions) => evaluate(model, options));
}

/** `mealshift evaluate`: figures of a model or a run on the held-out pictures of its recipe. */
async function evaluate(model: string | undefined, options: EvaluateOptions): Promise<void> {
  const report = reporter(false);
  if (options.list === true) {
    report.line(metricList());
    return;
  }
  if (model === undefined) throw new EvaluationError("name a model folder or a run, or list the metrics with --list");
  await loadBackend(options);
  const what = {
    ...options,
    model,
    data: dataDirectory(),
    cache: resolve(".cache/images"),
    tell: (line: string) => void process.stderr.write(`${line} …\n`),
  };
  if (options.study !== undefined) {
    const { model: opened, subject } = await openSubject(what);
    const { practice, trials } = await writeStudy(subject, { ...options, folder: options.study, model: opened.id });
    report.line(`${options.study}: ${practice.length} + ${trials.length} pairs; open index.html in a browser`);
    return;
  }
  const started = performance.now();
  const found = await evaluateModel(what);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(found, null, 2)}\n`);
  const { metrics: figures, leftOut, goals, ...settings } = found;
  const rows = [...figureRows(figures), ...figureRows(leftOut, "left out"), ...figureRows(settings)];
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, value } of rows) report.line(`${name.padEnd(width)}  ${value}`);
  if (goals.length > 0) report.line(["", ...goalLines(goals), ""].join("\n"));
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
