import { type Command, Option } from "commander";

import { type BackendOptions, loadBackend } from "../backend/load";
import { cluster, type ClusterOptions } from "../curation/cluster";
import { dedupe } from "../curation/dedupe";
import { embed } from "../curation/embed";
import { importPictures, type ImportOptions } from "../curation/import";
import { rank, type RankOptions } from "../curation/rank";
import { split, type SplitOptions } from "../curation/split";
import { writeStats } from "../curation/stats";
import { hashPictures, type TwinOptions } from "../curation/twins";
import { readFeatureNet } from "../models/feature-net";
import { addDerivingCommands } from "./data-derive";
import { json, shardDone, step, type StepFlags, wholeNumber } from "./data-step";
import { curationJobs, jobsOption, queueOption, sharedOption, shardOption, withoutJobFlags } from "./job-options";

/**
 * The commands that build a curated set, in the order in which they are used.
 * @param backendOptions of the command that runs a net.
 */
export function addCurationCommands(data: Command, backendOptions: readonly Option[]): void {
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
    .addOption(json())
    .action((folder: string, { to, json: asJson, ...options }: ImportOptions & { to: string; json?: boolean }) =>
      step(to, { json: asJson, create: true }, async (manifest, report) => {
        const result = await importPictures(manifest, folder, options, report.line);
        const { imported, known, refused, categories } = result;
        return [
          `${imported} pictures imported, ${known} were there, ${refused} left out; ${categories} categories`,
          { ...result },
        ];
      }),
    );

  data
    .command("dedupe <set>")
    .description("drop near-duplicates by perceptual hash; the largest of each group stays")
    .option("--threshold <bits>", "bits of 64 in which the hashes of twins may differ", wholeNumber, 16)
    .option("--colours <levels>", "levels of 255 in which their colours may differ on average", wholeNumber, 12)
    .addOption(json())
    .addOption(queueOption())
    .addOption(sharedOption())
    .addOption(jobsOption())
    .addOption(shardOption())
    .action((set: string, { json: asJson, ...flags }: TwinOptions & StepFlags) =>
      step(set, { json: asJson, shard: flags.shard }, async (manifest, report) => {
        const jobs = curationJobs(flags, report.line);
        if (flags.shard) {
          await hashPictures(manifest, manifest.kept("dedupe"), jobs);
          return shardDone;
        }
        const result = await dedupe(manifest, withoutJobFlags(flags), jobs);
        return [`${result.kept} stay, ${result.dropped} are near-duplicates`, { ...result }];
      }),
    );

  const embedding = data
    .command("embed <set>")
    .description("features and class probabilities of every picture, for rank and cluster")
    .requiredOption("--model <path>", "run directory or model folder of a classifier")
    .addOption(json());
  for (const option of [...backendOptions, queueOption(), sharedOption(), jobsOption(), shardOption()]) {
    embedding.addOption(option);
  }
  embedding.action((set: string, options: BackendOptions & StepFlags & { model: string }) =>
    step(set, options, async (manifest, report) => {
      await loadBackend(options);
      const net = await readFeatureNet(options.model);
      const result = await embed(manifest, net, options.model, curationJobs(options, report.line, backendOf(options)));
      if (options.shard) return shardDone;
      return [`${result.embedded} pictures embedded, ${result.known} were`, { ...result }];
    }),
  );

  data
    .command("rank <set>")
    .description("keep the pictures of each category that a recogniser is surest of; embed with the recogniser first")
    .option("--category <name>", "only this one")
    .option("--as <class>", "the recogniser's name for it")
    .option("--share <fraction>", "keep this share of each category", Number)
    .option("--count <pictures>", "keep so many of each category", wholeNumber)
    .option("--least <confidence>", "keep only what the recogniser is so sure of, 0 to 1", Number)
    .addOption(json())
    .action((set: string, { json: asJson, ...options }: RankOptions & { json?: boolean }) =>
      step(set, { json: asJson }, async (manifest, report) => {
        const ranked = await rank(manifest, options, report.line);
        const lines = ranked.map(
          ({ category, kept, dropped, lowest }) =>
            `${category}: ${kept} stay, ${dropped} dropped, lowest confidence ${lowest.toFixed(3)}`,
        );
        return [lines.join("\n"), { ranked }];
      }),
    );

  data
    .command("cluster <set>")
    .description("k-means over a category's features, a contact sheet a cluster; or drop clusters that you looked at")
    .requiredOption("--category <name>", "category to cluster")
    .option("--k <clusters>", "make so many clusters", wholeNumber)
    .option("--seed <number>", "seed of the clustering", wholeNumber, 1)
    .option("--drop <clusters>", "drop these and keep all others, such as 3,5; an empty text drops none", numberList)
    .addOption(json())
    .action((set: string, { json: asJson, ...options }: ClusterOptions & { json?: boolean }) =>
      step(set, { json: asJson }, async (manifest) => {
        const result = await cluster(manifest, options);
        const lines = result.sizes.map(
          (size, number) => `cluster ${number}: ${size} pictures, ${result.sheets[number]}`,
        );
        return [[...lines, `${result.kept} stay, ${result.dropped} dropped`].join("\n"), { ...result }];
      }),
    );

  addDerivingCommands(data);

  data
    .command("split <set>")
    .description("training and held-out pictures, by source, so that near-twins never straddle the split")
    .option("--share <fraction>", "share of each category to hold out", Number, 0.2)
    .addOption(
      new Option("--by <kind>", "what is one source beside near-twins")
        .choices(["origin", "folder", "twins"])
        .default("twins"),
    )
    .option("--pattern <expression>", "pictures whose paths agree in what it captures are of one source, too")
    .option("--threshold <bits>", "bits of 64 in which the hashes of near-twins may differ", wholeNumber, 18)
    .option("--colours <levels>", "levels of 255 in which their colours may differ on average", wholeNumber, 20)
    .option("--seed <number>", "seed of the choice", wholeNumber, 1)
    .addOption(json())
    .addOption(queueOption())
    .addOption(sharedOption())
    .addOption(jobsOption())
    .action((set: string, { json: asJson, ...flags }: SplitOptions & StepFlags) =>
      step(set, { json: asJson }, async (manifest, report) => {
        const result = await split(manifest, withoutJobFlags(flags), report.line, curationJobs(flags, report.line));
        const lines = Object.entries(result.categories).map(
          ([category, sides]) => `${category}: ${sides.train} to train on, ${sides["held-out"]} held out`,
        );
        return [[...lines, `${result.groups} groups`].join("\n"), { ...result }];
      }),
    );

  data
    .command("stats <set>")
    .description("a page about the set, with pictures")
    .addOption(json())
    .action((set: string, options: { json?: boolean }) =>
      step(set, options, async (manifest) => {
        const page = await writeStats(manifest);
        return [page, { page }];
      }),
    );
}

function backendOf({ backend, threads, adapter }: BackendOptions): BackendOptions {
  return { ...(backend && { backend }), ...(threads && { threads }), ...(adapter && { adapter }) };
}

function numberList(text: string): number[] {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(wholeNumber);
}
