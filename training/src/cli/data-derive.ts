import { type Command, Option } from "commander";

import { blackBackground, type BackgroundOptions } from "../curation/background";
import type { DeriveResult } from "../curation/derive";
import type { EdgeOptions } from "../curation/edge-drawing";
import { drawEdges } from "../curation/edges";
import { makeMasks } from "../curation/masks";
import type { MaskOptions } from "../curation/picture-mask";
import { json, type Outcome, shardDone, step, type StepFlags, wholeNumber } from "./data-step";
import { curationJobs, jobsOption, queueOption, sharedOption, shardOption, withoutJobFlags } from "./job-options";

/** The commands that make other pictures of a set's pictures, each on its own. */
export function addDerivingCommands(data: Command): void {
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
}

function derived(what: string, result: DeriveResult): Outcome {
  return [`${result.made} ${what} made, ${result.known} were, ${result.passedOver} passed over`, { ...result }];
}
