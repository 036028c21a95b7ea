import { Command, InvalidArgumentError, Option } from "commander";

import { backendNames } from "../backend/load";
import { adapterKinds } from "../backend/webgpu";
import { ways } from "../models/from-run";
import { addCalibrateCommand } from "./calibrate";
import { cropData, type CropOptions } from "./data";
import { addCurationCommands } from "./data-steps";
import { addEvaluateCommand } from "./evaluate";
import { exportRun, type ExportOptions } from "./export";
import { addImportCommand } from "./import";
import { writeOnnxFile } from "./onnx";
import { packCommand, type PackCommandOptions, unpackCommand } from "./pack";
import { profile, type ProfileCommandOptions } from "./profile";
import { addLookingCommands } from "./looking";
import { addSampleCommand } from "./sample";
import { printOptions } from "./options";
import { resume, train, type TrainOptions } from "./train";
import { addTranslateCommand } from "./translate";
import { addSweepCommand } from "./sweep";
import { addWorkerCommand } from "./worker";

const wholeNumber = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return count;
};
const backend = (): Option =>
  new Option("--backend <name>", "backend instead of the first that this machine has").choices(backendNames);
const threads = (): Option =>
  new Option("--threads <count>", "threads of the onednn backend (default: one for each core)").argParser(wholeNumber);
const workers = (): Option =>
  new Option(
    "--workers <count>",
    "threads that share each batch, on onednn and wasm; one net, the same result",
  ).argParser(wholeNumber);
const adapter = (): Option =>
  new Option("--adapter <kind>", "what WebGPU may run on; software is for tests").choices(adapterKinds).default("gpu");

const program = new Command("mealshift").description("Trains, evaluates and exports the models of Mealshift.");

program
  .command("train <recipe.json>")
  .description("start a new run from a recipe; pictures are found through MEALSHIFT_DATA")
  .option("--run <directory>", "run directory (default: runs/RECIPE-TIME)")
  .addOption(backend())
  .addOption(threads())
  .addOption(workers())
  .addOption(adapter())
  .option("--json", "one JSON object a line instead of a progress bar")
  .action((recipe: string, options: TrainOptions & { run?: string }) => train(recipe, options));

program
  .command("resume <run>")
  .description("go on from a run's last checkpoint, with the same order of data")
  .option("--steps <count>", "new last step", Number)
  .addOption(backend())
  .addOption(threads())
  .addOption(workers())
  .addOption(adapter())
  .option("--json", "one JSON object a line instead of a progress bar")
  .action((run: string, options: TrainOptions & { steps?: number }) => resume(run, options));

program
  .command("profile <recipe.json|run>")
  .description("what a training step spends its time on, kernel by kernel; nothing is written")
  .option("--steps <count>", "steps to time", wholeNumber, 5)
  .option("--shapes", "a row for each shape that a kernel ran on")
  .option("--top <count>", "rows to print", wholeNumber, 20)
  .addOption(backend())
  .addOption(threads())
  .addOption(adapter())
  .option("--json", "one JSON object with every row")
  .action((source: string, options: ProfileCommandOptions) => profile(source, options));

program
  .command("options [recipe]")
  .description("what a recipe may say: types, units, defaults, and the papers that they come from")
  .option("--into <document>", "write the tables of all recipes between the marks of a Markdown document instead")
  .action((recipe: string | undefined, options: { into?: string }) => printOptions(recipe, options));

program
  .command("export <run>")
  .description(
    "write a run's averaged weights, quantised, as a model folder with its card, and list it in the catalogue",
  )
  .requiredOption("--to <directory>", "model folder, such as public/models/lens; its name becomes the model's id")
  .option("--names <file>", "names of the domains", "training/recipes/domains.json")
  .option("--figures <file>", "JSON of `mealshift evaluate` for the card")
  .option("--notes <file>", "Markdown that opens the card: data, licence, limits")
  .addOption(
    new Option("--way <way>", "net of a cyclegan or ugatit: to the second domain, or back to the first").choices(ways),
  )
  .option("--inverse <id>", "model of the same catalogue that leads the other way: the catalogue pairs the two")
  .option("--calibrate <pictures...>", "then calibrate int8 activations on these, as `mealshift calibrate` does")
  .action((run: string, options: ExportOptions) => exportRun(run, options));

addCalibrateCommand(program, [backend(), threads(), adapter()]);

addImportCommand(program);

program
  .command("onnx <model>")
  .description("write a model folder as one ONNX file; pictures are NCHW there")
  .requiredOption("--out <file>", "file to write, such as lens.onnx")
  .action((model: string, options: { out: string }) => writeOnnxFile(model, options));

addEvaluateCommand(program, [backend(), threads(), adapter()]);

addSampleCommand(program, [backend(), threads()]);

addLookingCommands(program, [backend(), threads()]);

addTranslateCommand(program, [backend(), threads(), adapter()]);

program
  .command("pack <recipe.json|run>")
  .description("a folder that trains on a Linux x64 machine with a GPU and no network: Node, program, pictures, run")
  .requiredOption("--out <directory>", "folder to write; its archive is DIRECTORY.tar.xz")
  .option("--data <directory>", "root of the pictures (default: MEALSHIFT_DATA)")
  .option("--set <option=value...>", "change options of the recipe, such as loop.batch=32", [])
  .option("--limit <megabytes>", "most that the archive may take; pictures are compressed to fit", Number, 60)
  .option("--no-archive", "the folder alone, pictures at the best quality")
  .option("--vulkan-loader <file>", "libvulkan.so.1 (default: the one that ldconfig knows)")
  .option("--json", "one JSON object a line")
  .action((source: string, options: PackCommandOptions) => packCommand(source, options));

program
  .command("unpack <directory>")
  .description("take what a pack has trained (the folder that train.sh wrote) back into its run")
  .requiredOption("--run <directory>", "run directory; made where there is none")
  .option("--accept-changes", "take over options that were changed, beside those of the loop")
  .action((directory: string, options: { run: string; acceptChanges?: boolean }) => unpackCommand(directory, options));

const data = program.command("data").description("prepare training pictures");

data
  .command("crop")
  .description("find the dish of every picture with a trained segmenter, and write the crops that recipes take")
  .requiredOption("--segmenter <run|model>", "run directory or model folder of a segmenter")
  .requiredOption("--out <crops.json>", "file to write")
  .option("--folder <name>", "folder under the data root that holds one folder a domain", "domains")
  .option("--domains <names...>", "only these folders")
  .option("--curation <file>", "decisions about the pictures: only those that were kept are taken")
  .option("--every-dish", "all dishes of a picture, as NAME, NAME#2 …; without, the one in the middle")
  .addOption(backend())
  .addOption(threads())
  .option("--json", "one JSON object a line")
  .action((options: CropOptions) => cropData(options));
addCurationCommands(data, [backend(), threads(), adapter()]);
addWorkerCommand(program, [backend(), threads(), adapter()]);
addSweepCommand(program, [backend(), threads(), adapter()]);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
});
