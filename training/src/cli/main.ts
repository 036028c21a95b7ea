import { Command, Option } from "commander";

import { backendNames } from "../backend/load";
import { resume, train, type TrainOptions } from "./train";

const backend = (): Option =>
  new Option("--backend <name>", "backend instead of the first that this machine has").choices(backendNames);

const program = new Command("mealshift").description("Trains, evaluates and exports the models of Mealshift.");

program
  .command("train <recipe.json>")
  .description("start a new run from a recipe; pictures are found through MEALSHIFT_DATA")
  .option("--run <directory>", "run directory (default: runs/RECIPE-TIME)")
  .addOption(backend())
  .option("--json", "one JSON object a line instead of a progress bar")
  .action((recipe: string, options: TrainOptions & { run?: string }) => train(recipe, options));

program
  .command("resume <run>")
  .description("go on from a run's last checkpoint, with the same order of data")
  .option("--steps <count>", "new last step", Number)
  .addOption(backend())
  .option("--json", "one JSON object a line instead of a progress bar")
  .action((run: string, options: TrainOptions & { steps?: number }) => resume(run, options));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
});
