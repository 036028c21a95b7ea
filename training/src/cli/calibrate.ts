import { type Command, InvalidArgumentError, Option } from "commander";

import { type BackendOptions, loadBackend } from "../backend/load";
import { type CalibrationMethod, calibrationMethods, inDecibels, type LayerReport } from "../calibrate/calibrate";
import { CalibrationError } from "../calibrate/errors";
import { calibrateModelFolder } from "../calibrate/model-folder";
import { readModelFolder } from "../models/folder";
import type { Network } from "../models/network";
import { type Reporter, reporter } from "./report";

interface CalibrateOptions extends BackendOptions {
  readonly method?: CalibrationMethod;
  readonly sizes: number[];
  readonly samples: number;
  readonly floor: number;
  readonly check: string;
  readonly heldOut?: string[];
  readonly segmenter: string;
  readonly whole?: boolean;
  readonly json?: boolean;
}

/** What `mealshift export --calibrate` leaves to this command's defaults. */
const defaults = {
  // The least that the lens runs at on a processor, and what it runs at on a GPU.
  sizes: [128, 256],
  samples: 24,
  floor: 33,
  check: "public/demo/meal-above.jpg",
  segmenter: "public/models/segmenter",
};

export function addCalibrateCommand(program: Command, backendOptions: readonly Option[]): void {
  const command = program
    .command("calibrate <model> <pictures...>")
    .description("choose the steps of a model's int8 activations on the dishes of photographs, and store a check")
    .addOption(
      new Option("--method <name>", "how steps are chosen (default: all are tried, the best is taken)").choices(
        calibrationMethods,
      ),
    )
    .option("--sizes <pixels...>", "sides of the generator", addSize, defaults.sizes)
    .option("--samples <count>", "runs through the net at each size", count, defaults.samples)
    .option("--floor <dB>", "agreement below which convolutions are left in floats", decibels, defaults.floor)
    .option("--check <picture>", "photograph whose dish becomes the stored check", defaults.check)
    .option("--held-out <pictures...>", "pictures to measure on, but to choose nothing by")
    .option("--segmenter <model>", "model folder of the segmenter", defaults.segmenter)
    .option("--whole", "take the middle of each picture instead of its dishes")
    .option("--json", "one JSON object a line");
  for (const option of backendOptions) command.addOption(option);
  command.action((model: string, pictures: string[], options: CalibrateOptions) => run(model, pictures, options));
}

async function run(model: string, pictures: readonly string[], options: CalibrateOptions): Promise<void> {
  const backend = await loadBackend(options);
  const report = reporter(options.json ?? false);
  report.line(`${model} on ${backend.label}`);
  await calibrateModel(model, pictures, options, report);
}

/** Calibrates a model folder with this command's defaults, on the current backend, and tells what came of it. */
export async function calibrateModel(
  model: string,
  pictures: readonly string[],
  options: Partial<CalibrateOptions>,
  report: Reporter,
): Promise<void> {
  const chosen = { ...defaults, ...options };
  const { check, heldOut, layers, ...calibrated } = await calibrateModelFolder(model, {
    pictures,
    heldOut: chosen.heldOut ?? [],
    check: chosen.check,
    segmenter: chosen.whole === true ? null : await openSegmenter(chosen.segmenter),
    sizes: chosen.sizes,
    samples: chosen.samples,
    method: chosen.method ?? null,
    floor: chosen.floor,
    log: report.line,
  });
  const { method, agreement } = calibrated;
  const bySize = [...heldOut].map(([size, found]) => ({ size, ...found }));
  for (const line of layerTable(layers)) report.line(line);
  for (const { size, ...found } of bySize) report.line(`held out, ${size} pixels: ${inDecibels(found)}`);
  report.line(`stored check: ${check.all.toFixed(1)} dB`);
  const floats = layers.filter(({ step }) => step === null).length;
  report.done(
    `${model}: ${layers.length - floats} of ${layers.length} convolutions in int8 by ${method}, ${inDecibels(agreement)}`,
    { method, agreement, heldOut: bySize, check: check.all, layers },
  );
}

async function openSegmenter(path: string): Promise<Network> {
  const { config, network } = await readModelFolder(path);
  if (config.family !== "segmenter") {
    throw new CalibrationError(`${path} holds a ${config.family}, which finds no dishes`);
  }
  return network;
}

/** A line for each convolution: what it reads, the step, the share that is clipped, the agreement with it alone in int8. */
function layerTable(layers: readonly LayerReport[]): string[] {
  const width = Math.max(...layers.map(({ node }) => node.length));
  const head = `${"convolution".padEnd(width)}     least  largest      step  clipped   alone`;
  const rows = layers.map(({ node, smallest, largest, step, clipped, alone }) => {
    const range = `${smallest.toFixed(2).padStart(8)} ${largest.toFixed(2).padStart(8)}`;
    if (step === null) return `${node.padEnd(width)}  ${range}    floats`;
    const share = `${(clipped * 100).toFixed(3)} %`;
    return `${node.padEnd(width)}  ${range} ${step.toPrecision(4).padStart(9)} ${share.padStart(8)} ${alone.toFixed(1).padStart(5)} dB`;
  });
  return [head, ...rows];
}

function addSize(text: string, before: readonly number[]): number[] {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 8 || size > 1024)
    throw new InvalidArgumentError("Whole numbers from 8 to 1024 are wanted.");
  // The first one takes the place of the defaults.
  return before === defaults.sizes ? [size] : [...before, size];
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000)
    throw new InvalidArgumentError("A whole number from 1 to 10000 is wanted.");
  return value;
}

function decibels(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("A number of decibels is wanted.");
  return value;
}
