import { type Command, InvalidArgumentError, type Option } from "commander";

import type { ProgressOptions } from "../looking/progress";
import { ablate, type AblateOptions } from "./ablate";
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

  const ablation = program
    .command("ablate <recipe.json>")
    .description("train a recipe with parts of its pictures: a table of figures and the same samples side by side")
    .option("--shares <parts>", "parts of the training pictures", shareList, [0.1, 0.5, 1])
    .requiredOption("--out <directory>", "folder for the table and a run directory each; one that was begun goes on")
    .option("--steps <count>", "steps of each instead of the recipe's", wholeNumber)
    .option("--rows <count>", "rows of each sample grid to show", wholeNumber, 1)
    .option("--json", "one JSON object a line instead of a progress bar");
  for (const option of backendOptions) ablation.addOption(option);
  ablation.action((recipe: string, options: AblateOptions) => ablate(recipe, options));
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
