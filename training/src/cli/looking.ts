import { type Command, InvalidArgumentError } from "commander";

import type { ProgressOptions } from "../looking/progress";
import { progress } from "./progress";

/** The commands that show what runs and models do. */
export function addLookingCommands(program: Command): void {
  program
    .command("progress <run>")
    .description("a run's sample grids as an animation, with the step in each frame")
    .requiredOption("--out <file>", "animation to write: .gif, .webp, .mp4 or .webm")
    .option("--rate <frames>", "frames a second", positive, 6)
    .option("--hold <seconds>", "how long the last grid stays", positive, 3)
    .option("--most <frames>", "of more samples, take so many evenly", wholeNumber, 120)
    .option("--width <pixels>", "reduce grids that are wider", wholeNumber, 1024)
    .action((run: string, options: ProgressOptions & { out: string }) => progress(run, options));
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("A number above 0 is wanted.");
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return value;
}
