import { type Command, InvalidArgumentError } from "commander";

import { dedupe } from "../curation/dedupe";
import { importPictures, type ImportOptions } from "../curation/import";
import { Manifest } from "../curation/manifest";
import { reporter } from "./report";

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("A whole number is wanted.");
  return value;
};

/** The commands that build a curated set, in the order in which they are used. */
export function addCurationCommands(data: Command): void {
  data
    .command("import <folder>")
    .description("copy pictures into a set: one folder a category, UECFOOD's bb_info.txt, or COCO's boxes")
    .requiredOption("--to <set>", "folder of the set, new or not")
    .option("--annotations <file>", "COCO's JSON")
    .option("--categories <names...>", "only these")
    .option("--crop", "make a picture of each box")
    .option("--licence <text>", "licence of all pictures that have none of their own (PICTURE.license, --origins)")
    .option("--origins <table>", "CSV or TSV with the columns path, licence and origin")
    .option("--origin-column <name>", "column of --origins that says where a picture came from")
    .option("--max-side <pixels>", "reduce pictures that are longer", wholeNumber, 1024)
    .option("--min-side <pixels>", "leave out pictures that are narrower", wholeNumber, 48)
    .option("--json", "one JSON object a line")
    .action(async (folder: string, options: ImportOptions & Target) => {
      const report = reporter(options.json ?? false);
      const manifest = await Manifest.open(options.to, { create: true });
      try {
        const result = await importPictures(manifest, folder, options, report.line);
        const { imported, known, refused, categories } = result;
        report.done(
          `${options.to}: ${imported} pictures imported, ${known} were there, ${refused} left out; ${categories} categories`,
          { set: options.to, ...result },
        );
      } finally {
        await manifest.close();
      }
    });

  data
    .command("dedupe <set>")
    .description("drop near-duplicates by perceptual hash; the largest of each group stays")
    .option("--threshold <bits>", "bits of 64 in which twins may differ", wholeNumber, 8)
    .option("--json", "one JSON object a line")
    .action((set: string, options: { threshold: number; json?: boolean }) =>
      Manifest.use(set, async (manifest) => {
        const result = await dedupe(manifest, { threshold: options.threshold });
        reporter(options.json ?? false).done(`${set}: ${result.kept} stay, ${result.dropped} dropped`, {
          set,
          ...result,
        });
      }),
    );
}

interface Target {
  readonly to: string;
  readonly json?: boolean;
}
