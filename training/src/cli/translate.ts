import { type Command, InvalidArgumentError, type Option } from "commander";

import { nearestSize } from "../../../src/net/image-to-image";
import { type BackendOptions, loadBackend } from "../backend/load";
import { readModelFolder } from "../models/folder";
import type { Network } from "../models/network";
import { translateAll } from "../translate/batch";
import { TranslateError } from "../translate/errors";
import { writeSheet } from "../translate/sheet";
import { Translator } from "../translate/translator";
import { isSheet, picturesIn, planWork } from "../translate/work";
import { frameTicker } from "./frame-ticker";
import { reporter } from "./report";

interface TranslateOptions extends BackendOptions {
  readonly to?: string;
  readonly out: string;
  readonly model: string;
  readonly segmenter: string;
  readonly size?: number;
  /** False with --no-mask. */
  readonly mask: boolean;
  readonly strength: number;
  readonly strip?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addTranslateCommand(program: Command, backendOptions: readonly Option[]): void {
  const command = program
    .command("translate <in...>")
    .description("show the dishes of photos, folders and videos as another dish, as the lens does")
    .option("--to <dish>", "a dish that the model makes, or all: a grid of a photo, or of several in one picture")
    .requiredOption("--out <path>", "file for a single photo or video, else the folder that gets the same names")
    .option("--model <model>", "model folder of any image-to-image family", "public/models/lens")
    .option("--segmenter <model>", "model folder of the segmenter", "public/models/segmenter")
    .option("--size <pixels>", "side of the generator (default: that of its training)", pixels)
    .option("--no-mask", "translate the whole picture instead of its dishes")
    .option("--strength <share>", "opacity of what is translated, 0 to 1", share, 1)
    .option("--strip <picture>", "of a video: also its frames at every half second side by side")
    .option("--force", "translate also what is there already and newer than its input")
    .option("--json", "one JSON object a line");
  for (const option of backendOptions) command.addOption(option);
  command.action((inputs: string[], options: TranslateOptions) => translate(inputs, options));
}

/** `mealshift translate`: photos, folders and videos through segmenter and generator, without a browser. */
async function translate(inputs: readonly string[], options: TranslateOptions): Promise<void> {
  const report = reporter(options.json ?? false);
  const sheet = options.to === "all" && (await isSheet(inputs, options.out)) ? options.out : null;
  const { work, strange } = sheet === null ? await planWork(inputs, options.out) : { work: [], strange: [] };
  for (const path of strange) report.line(`${path} was skipped: it is neither a picture nor a video by its name`);
  if (options.to === "all" && work.some(({ kind }) => kind === "video")) {
    throw new TranslateError("--to all makes a grid of a photo; name one dish for a video");
  }
  if (options.strip !== undefined && (work.length !== 1 || work[0]?.kind !== "video")) {
    throw new TranslateError("--strip shows the frames of one video: name a single one");
  }

  const backend = await loadBackend(options);
  const translator = await Translator.open(options.model);
  const domain = options.to === "all" ? null : translator.domainOf(options.to);
  const segmenter = options.mask ? await openSegmenter(options.segmenter) : null;
  const { height } = translator.config.input;
  const size = options.size ?? height;
  const taken = nearestSize(translator.config, size);
  report.line(`${translator.config.id} at ${taken} pixels on ${backend.label}`);
  if (options.size !== undefined && taken !== size) {
    report.line(`a ${translator.config.family} trained at ${height} pixels cannot run at ${size}`);
  }

  const stop = new AbortController();
  const abort = (): void =>
    stop.abort(new TranslateError("stopped; what was finished stays, the same command goes on"));
  process.once("SIGINT", abort);
  process.once("SIGTERM", abort);
  const ticker = frameTicker(options.json ?? false);
  const { strength, force = false, strip = null } = options;
  const shared = {
    size,
    strength,
    segmenter,
    signal: stop.signal,
    log: (text: string): void => {
      ticker.end();
      report.line(text);
    },
  };
  if (sheet !== null) {
    const { rows, skipped } = await writeSheet(await picturesIn(inputs, sheet), sheet, translator, shared);
    if (skipped.length > 0) process.exitCode = 1;
    report.done(`${sheet}: ${rows} photos, ${skipped.length} skipped`, { rows, skipped });
    return;
  }
  const { translated, left, skipped } = await translateAll(work, translator, {
    ...shared,
    domain,
    force,
    strip,
    onFrame: ticker.tick,
  });
  const all = [...strange, ...skipped];
  if (all.length > 0) process.exitCode = 1;
  report.done(
    `${translated} translated, ${left} there already, ${all.length} skipped${all.length > 0 ? `: ${all.join(", ")}` : ""}`,
    { translated, left, skipped: all },
  );
}

async function openSegmenter(path: string): Promise<Network> {
  const { config, network } = await readModelFolder(path);
  if (config.family !== "segmenter")
    throw new TranslateError(`${path} holds a ${config.family}, which finds no dishes`);
  return network;
}

function pixels(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 8 || size > 2048)
    throw new InvalidArgumentError("A whole number from 8 to 2048 is wanted.");
  return size;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("A number from 0 to 1 is wanted.");
  return value;
}
