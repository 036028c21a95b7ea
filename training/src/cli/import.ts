import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";

import { type Command, Option } from "commander";

import type { ModelConfig } from "../../../src/net/config";
import { ImportError } from "../import/errors";
import { importModel, type ImportOptions, layouts, parseDescription } from "../import/import-model";
import { parseNames } from "../import/names";
import { reporter } from "./report";

interface ImportFlags {
  readonly config: string;
  readonly to: string;
  readonly names?: string;
  readonly layout: ImportOptions["layout"];
  readonly weights: ImportOptions["quantization"];
  readonly notes?: string;
}

export function addImportCommand(program: Command): void {
  program
    .command("import <weights.safetensors>")
    .description("make a model folder of weights that were trained elsewhere, and list it in the catalogue")
    .requiredOption(
      "--config <file>",
      "what net it is: family, architecture, input, domains, as in a model's config.json",
    )
    .requiredOption("--to <directory>", "model folder, such as public/models/mine; its name becomes the model's id")
    .option("--names <file>", 'JSON of their names to ours, such as { "module.*": "*" }; null drops a tensor')
    .addOption(new Option("--layout <name>", "order of the axes of kernels").choices(layouts).default("ours"))
    .addOption(new Option("--weights <kind>", "how they are stored").choices(["int8", "none"]).default("int8"))
    .option("--notes <file>", "Markdown that opens the card: data, licence, limits")
    .action((weights: string, flags: ImportFlags) => importWeights(weights, flags));
}

/** `mealshift import`: a checkpoint trained elsewhere as a model folder with its card. */
async function importWeights(path: string, flags: ImportFlags): Promise<void> {
  const description = parseDescription(await readJson(flags.config), flags.config);
  const names = flags.names === undefined ? {} : parseNames(await readJson(flags.names), flags.names);
  const options = { names, layout: flags.layout, quantization: flags.weights };
  const { config, left } = await importModel(path, flags.to, description, options);
  const notes = flags.notes === undefined ? "" : await readFile(flags.notes, "utf8");
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  await writeFile(join(flags.to, "README.md"), card(config, notes, basename(path), sha256));
  const report = reporter(false);
  if (left.length > 0) report.line(`left out, for they are no weights: ${left.join(", ")}`);
  report.done(`${relative(".", flags.to) || "."}: ${config.files.weights.bytes} bytes of weights`, { ...config });
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ImportError(`${path} cannot be read: is it there?`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ImportError(`${path} is not JSON`, { cause });
  }
}

function card(config: ModelConfig, notes: string, file: string, sha256: string): string {
  const { family, input, files, quantization } = config;
  const kept =
    quantization.weights === "int8" ? "quantised to int8 with one scale for each output channel" : "kept in 32 bits";
  return [
    `# ${config.id}`,
    notes.trim(),
    "## Origin",
    `Family \`${family}\`, trained elsewhere at ${input.width}x${input.height} pixels, imported from \`${file}\` (sha256 \`${sha256}\`), ${kept}; ${files.weights.bytes} bytes.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}
