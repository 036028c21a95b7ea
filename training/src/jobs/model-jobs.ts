import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import { filesOf } from "../pack/recipe-files";
import type { Recipe } from "../recipes";
import type { Job } from "./job";
import { kindNamed, type KindName } from "./kinds";
import type { Places } from "./places";
import { fileSha256 } from "./results";

/** Where the results of a step about models go, and how its files are called on all machines. */
interface ModelJobs {
  readonly places: Places;
  /** Folder of the results. */
  readonly out: string;
}

interface TrainJobOptions extends ModelJobs {
  readonly recipe: Recipe;
  /** Directory that the recipe's relative paths count from. */
  readonly base: string;
  readonly run: string;
  readonly label: string;
}

/** Job that trains a recipe in a run directory. Loose pictures are not hashed; those of a set are known by its manifest. */
export async function trainJob({ recipe, base, run, label, places, out }: TrainJobOptions): Promise<Job> {
  const { critic, crops, warmStart } = filesOf(recipe);
  const { data } = places.roots;
  const candidates = [
    join(data, "manifest.jsonl"),
    ...(crops === undefined ? [] : [resolve(base, crops)]),
    ...(warmStart === undefined ? [] : [resolve(data, warmStart), resolve(base, warmStart)]),
    ...(critic === undefined ? [] : modelFiles(critic)),
  ];
  const input = {
    recipe: { ...recipe, ...(critic === undefined ? {} : { critic: places.nameOf(critic) }) },
    run: places.nameOf(run),
    // A recipe that names no file of its own may lie where other machines do not find it.
    base:
      crops === undefined && warmStart === undefined
        ? (places.nameIfFound(base) ?? places.nameOf(out))
        : places.nameOf(base),
  };
  return modelJob("train", label, input, candidates, { places, out });
}

interface EvaluateJobOptions extends ModelJobs {
  /** Run directory. */
  readonly run: string;
  readonly judge?: string | undefined;
  readonly metrics?: readonly string[] | undefined;
  readonly label: string;
}

/** Job that measures a run as it is now. */
export async function evaluateJob({ run, judge, metrics, label, places, out }: EvaluateJobOptions): Promise<Job> {
  const input = {
    model: places.nameOf(run),
    ...(judge === undefined ? {} : { judge: places.nameOf(judge) }),
    ...(metrics === undefined ? {} : { metrics }),
  };
  const files = [...modelFiles(run), ...(judge === undefined ? [] : modelFiles(judge))];
  return modelJob("evaluate", label, input, files, { places, out });
}

/** What a run directory or a model folder may hold of a net. */
function modelFiles(path: string): string[] {
  return ["config.json", "checkpoint.safetensors", "model.safetensors"].map((name) => join(path, name));
}

async function modelJob(
  kind: KindName,
  label: string,
  input: object,
  candidates: readonly string[],
  { places, out }: ModelJobs,
): Promise<Job> {
  const files = [];
  for (const path of candidates) {
    if (await isFile(path)) files.push({ place: places.nameOf(path), sha256: await fileSha256(path) });
  }
  return { kind, version: kindNamed(kind).version, input, files, out: places.nameOf(out), label };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
