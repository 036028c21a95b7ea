import { InvalidArgumentError, Option } from "commander";

import { Manifest } from "../curation/manifest";
import type { Shard } from "../jobs/shards";
import type { JobFlags } from "./job-options";
import { type Reporter, reporter } from "./report";

/** What a step has to say when it is done: a sentence, and the same in figures. */
export type Outcome = readonly [text: string, result: Readonly<Record<string, unknown>>];
export type StepFlags = JobFlags & { readonly json?: boolean };

export const shardDone: Outcome = [
  "this shard is done; when all are, the same command without --shard collects them",
  {},
];

/** Runs one step on a set and reports what came of it. Shards work beside each other, and leave the manifest as it is. */
export async function step(
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

export function json(): Option {
  return new Option("--json", "one JSON object a line");
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("A whole number is wanted.");
  return value;
}
