import { type Command, InvalidArgumentError, Option } from "commander";

import { type BackendOptions, loadBackend } from "../backend/load";
import { blackBackground, type BackgroundOptions } from "../curation/background";
import { cluster, type ClusterOptions } from "../curation/cluster";
import { dedupe } from "../curation/dedupe";
import type { DeriveResult } from "../curation/derive";
import type { EdgeOptions } from "../curation/edge-drawing";
import { drawEdges } from "../curation/edges";
import { embed } from "../curation/embed";
import { importPictures, type ImportOptions } from "../curation/import";
import { Manifest } from "../curation/manifest";
import { makeMasks } from "../curation/masks";
import type { MaskOptions } from "../curation/picture-mask";
import { rank, type RankOptions } from "../curation/rank";
import { split, type SplitOptions } from "../curation/split";
import { writeStats } from "../curation/stats";
import { hashPictures, type TwinOptions } from "../curation/twins";
import type { Shard } from "../jobs/shards";
import { readFeatureNet } from "../models/feature-net";
import {
  curationJobs,
  type JobFlags,
  jobsOption,
  queueOption,
  sharedOption,
  shardOption,
  withoutJobFlags,
} from "./job-options";
import { type Reporter, reporter } from "./report";

/** What a step has to say when it is done: a sentence, and the same in figures. */
type Outcome = readonly [text: string, result: Readonly<Record<string, unknown>>];
type StepFlags = JobFlags & { readonly json?: boolean };

const shardDone: Outcome = ["this shard is done; when all are, the same command without --shard collects them", {}];

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

  data
    .command("masks <set>")
    .description("pseudo masks from boxes, by GrabCut")
    .option("--size <pixels>", "longest side at which masks are found", wholeNumber, 160)
    .option(
      "--ellipse <odds>",
      "how much a dish fills the ellipse in its box, log odds; 0 for other things",
      Number,
      12,
    )
    .addOption(json())
    .addOption(queueOption())
    .addOption(sharedOption())
    .addOption(jobsOption())
    .addOption(shardOption())
    .action((set: string, { json: asJson, ...flags }: MaskOptions & StepFlags) =>
      step(set, { json: asJson, shard: flags.shard }, async (manifest, report) => {
        const result = await makeMasks(manifest, withoutJobFlags(flags), curationJobs(flags, report.line));
        return flags.shard ? shardDone : derived("masks", result);
      }),
    );

  data
    .command("background <set>")
    .description("make the background black, by transparency or by masks")
    .option("--masks <folder>", "masks as CATEGORY/NAME.png, white where the picture stays (default: the set's own)")
    .option("--square <margin>", "cut to the square around what stays, with this share of it as margin", Number)
    .addOption(json())
    .addOption(queueOption())
    .addOption(sharedOption())
    .addOption(jobsOption())
    .addOption(shardOption())
    .action((set: string, { json: asJson, ...flags }: BackgroundOptions & StepFlags) =>
      step(set, { json: asJson, shard: flags.shard }, async (manifest, report) => {
        const result = await blackBackground(manifest, withoutJobFlags(flags), curationJobs(flags, report.line));
        return flags.shard ? shardDone : derived("pictures", result);
      }),
    );

  data
    .command("edges <set>")
    .description("line drawings with their photographs, for pix2pix")
    .option("--size <pixels>", "side of drawing and photograph", wholeNumber, 256)
    .option("--smoothing <pixels>", "smoothing before edges are sought; more leaves fewer lines", Number, 1.6)
    .option("--strong <share>", "share of pixels that begin a line", Number, 0.04)
    .option("--weak <share>", "gradient at which a line ends, of the strong ones'", Number, 0.4)
    .option("--shortest <pixels>", "leave out shorter lines", wholeNumber, 20)
    .addOption(
      new Option("--layout <kind>", "side by side in one picture, or two folders")
        .choices(["pairs", "folders"])
        .default("pairs"),
    )
    .addOption(json())
    .addOption(queueOption())
    .addOption(sharedOption())
    .addOption(jobsOption())
    .addOption(shardOption())
    .action((set: string, { json: asJson, ...flags }: EdgeOptions & StepFlags) =>
      step(set, { json: asJson, shard: flags.shard }, async (manifest, report) => {
        const result = await drawEdges(manifest, withoutJobFlags(flags), curationJobs(flags, report.line));
        return flags.shard ? shardDone : derived("drawings", result);
      }),
    );

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

/** Runs one step on a set and reports what came of it. Shards work beside each other, and leave the manifest as it is. */
async function step(
  set: string,
  options: { readonly json?: boolean | undefined; readonly create?: boolean; readonly shard?: Shard | undefined },
  work: (manifest: Manifest, report: Reporter) => Promise<Outcome>,
): Promise<void> {
  const report = reporter(options.json ?? false);
  const run = async (manifest: Manifest): Promise<void> => {
    const [text, result] = await work(manifest, report);
    report.done(text, { set, ...result });
  };
  if (options.shard) await run(await Manifest.read(set));
  else await Manifest.use(set, { create: options.create ?? false }, run);
}

function derived(what: string, result: DeriveResult): Outcome {
  return [`${result.made} ${what} made, ${result.known} were, ${result.passedOver} passed over`, { ...result }];
}

function backendOf({ backend, threads, adapter }: BackendOptions): BackendOptions {
  return { ...(backend && { backend }), ...(threads && { threads }), ...(adapter && { adapter }) };
}

function json(): Option {
  return new Option("--json", "one JSON object a line");
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("A whole number is wanted.");
  return value;
}

function numberList(text: string): number[] {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(wholeNumber);
}
