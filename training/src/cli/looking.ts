import { type Command, InvalidArgumentError, Option } from "commander";

import type { ProgressOptions } from "../looking/progress";
import { ways } from "../models/from-run";
import { type AblateOptions, runAblation } from "./ablate";
import { attention, type AttentionOptions } from "./attention";
import { interpolate, type InterpolateOptions } from "./interpolate";
import { queueOption, sharedOption } from "./job-options";
import { progress } from "./progress";
import { watch, type WatchCommandOptions } from "./watch";

/**
 * The commands that show what runs and models do.
 * @param backendOptions Of the commands that run a net.
 */
export function addLookingCommands(program: Command, backendOptions: readonly Option[]): void {
  program
    .command("watch [runs...]")
    .description("a live page about runs: curves, sample grids over time, two runs side by side (default: runs)")
    .option("--port <number>", "port to listen on, 0 for any (default: the first free one from 5180 on)", portNumber)
    .option("--host <name>", "where to listen (default: this machine alone; 0.0.0.0: everybody in the network)")
    .option(
      "--queue <url>",
      "show the jobs at this Redis (default: those of steps that ran in the folders without one)",
    )
    .action((folders: string[], options: WatchCommandOptions) => watch(folders, options));

  program
    .command("progress <run>")
    .description("a run's sample grids as an animation, with the step in each frame")
    .requiredOption("--out <file>", "animation to write: .gif, .webp, .mp4 or .webm")
    .option("--rate <frames>", "frames a second", positive, 6)
    .option("--hold <seconds>", "how long the last grid stays", positive, 3)
    .option("--most <frames>", "of more samples, take so many evenly", wholeNumber, 120)
    .option("--width <pixels>", "reduce grids that are wider", wholeNumber, 1024)
    .action((run: string, options: ProgressOptions & { out: string }) => progress(run, options));

  const interpolation = program
    .command("interpolate <model|run> [picture]")
    .description("an animation from latent to latent of a dcgan, or from dish to dish of a stargan for a picture")
    .requiredOption("--out <file>", "animation to write: .gif, .webp, .mp4 or .webm")
    .option("--seeds <numbers>", "latents of a dcgan that the way leads through, such as 1,2,3", numberList)
    .option("--straight", "from latent to latent in a straight line, which fades half way, instead of an arc")
    .option("--between <dishes>", "dishes that it leads through, such as ramen,curry_rice", (text) => text.split(","))
    .option("--steps <count>", "steps from each to the next", wholeNumber, 50)
    .option("--loop", "end where it began", false)
    .option("--rate <frames>", "frames a second", positive, 25)
    .option("--hold <seconds>", "how long each latent, or dish, is shown", positive, 0.5)
    .option(
      "--size <pixels>",
      "side of the frames: a stargan translates at it, a dcgan's pictures are resized",
      wholeNumber,
      256,
    )
    .option("--segmenter <model>", "model folder of the segmenter that finds the dish", "public/models/segmenter")
    .option("--whole", "take the middle of the picture instead of its largest dish");
  for (const option of backendOptions) interpolation.addOption(option);
  interpolation.action((model: string, picture: string | undefined, options: InterpolateOptions) =>
    interpolate(model, picture, options),
  );

  const attending = program
    .command("attention <model|run> <pictures...>")
    .description("where a ugatit looks: pictures, heat maps of its attention, translations")
    .requiredOption("--out <picture>", "grid to write: .png, .webp or .jpg")
    .addOption(new Option("--way <net>", "net of a run: to its second domain, or back").choices(ways).default("there"))
    .option("--segmenter <model>", "take each picture's largest dish, found by this model, instead of its middle");
  for (const option of backendOptions) attending.addOption(option);
  attending.action((model: string, pictures: string[], options: AttentionOptions) =>
    attention(model, pictures, options),
  );

  const ablation = program
    .command("ablate <recipe.json>")
    .description("train a recipe with parts of its pictures: a table of figures and the same samples side by side")
    .option("--shares <parts>", "parts of the training pictures", shareList, [0.1, 0.5, 1])
    .requiredOption("--out <directory>", "folder for the table and a run directory each; one that was begun goes on")
    .option("--steps <count>", "steps of each instead of the recipe's", wholeNumber)
    .option("--judge <run|model>", "classifier for metrics that take one")
    .option("--metrics <names>", "metrics of `mealshift evaluate` (default: all that make sense)", (text: string) =>
      text.split(","),
    )
    .option("--rows <count>", "rows of each sample grid to show", wholeNumber, 1)
    .option("--json", "one JSON object a line");
  for (const option of [queueOption(), sharedOption(), ...backendOptions]) ablation.addOption(option);
  ablation.action((recipe: string, options: AblateOptions) => runAblation(recipe, options));
}

function numberList(text: string): number[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isInteger))
    throw new InvalidArgumentError("Whole numbers with commas between them are wanted, such as 1,2,3.");
  return numbers;
}

function shareList(text: string): number[] {
  const shares = text.split(",").map(Number);
  if (shares.some((share) => !(share > 0 && share <= 1)))
    throw new InvalidArgumentError("Parts above 0 and up to 1 are wanted, such as 0.1,0.5,1.");
  return [...new Set(shares)].toSorted((a, b) => a - b);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("A number above 0 is wanted.");
  return value;
}

function portNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError("A whole number from 0 to 65535 is wanted.");
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return value;
}
