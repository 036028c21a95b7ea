import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve } from "node:path";

import { TranslateError } from "./errors";
import { pictureEndings } from "./raw-picture";

/** Endings that a video is read from and written to. */
export const videoEndings = [".mp4", ".m4v", ".mov", ".mkv", ".webm"] as const;

/** One file to translate, and where to. */
export interface Work {
  readonly kind: "picture" | "video";
  readonly input: string;
  readonly output: string;
}

export interface WorkPlan {
  readonly work: readonly Work[];
  /** Files that were named themselves and are neither picture nor video. Such files in folders are passed over. */
  readonly strange: readonly string[];
}

/**
 * Which files are translated to which: a single file to the file that `out` names, anything else to the same names in the
 * folder `out`, subfolders included.
 * @throws TranslateError if an input is missing, two would become one file, or one would be written over.
 */
export async function planWork(inputs: readonly string[], out: string): Promise<WorkPlan> {
  const single = inputs.length === 1 ? inputs[0] : undefined;
  const toFile = kindOf(out);
  if (toFile !== null && single !== undefined && !(await isFolder(single))) {
    const kind = kindOf(single);
    if (kind === null) return { work: [], strange: [single] };
    if (kind !== toFile) {
      throw new TranslateError(
        `${single} is a ${kind}, ${out} would be a ${toFile}: give --out an ending of the same kind`,
      );
    }
    return checked({ work: [{ kind, input: single, output: out }], strange: [] });
  }
  if (toFile !== null) throw new TranslateError(`--out ${out} is a single file: name a folder for several`);
  const work: Work[] = [];
  const strange: string[] = [];
  for (const input of inputs) {
    const folder = await isFolder(input);
    const files = folder ? await filesIn(input, resolve(out)) : [input];
    for (const file of files) {
      const kind = kindOf(file);
      const output = join(out, folder ? relative(input, file) : basename(file));
      if (kind !== null) work.push({ kind, input: file, output });
      else if (!folder) strange.push(file);
    }
  }
  return checked({ work, strange });
}

/** Pictures among the inputs and in their folders, for one sheet of them all. @throws TranslateError if an input is missing. */
export async function picturesIn(inputs: readonly string[], out: string): Promise<string[]> {
  const found: string[] = [];
  for (const input of inputs) found.push(...((await isFolder(input)) ? await filesIn(input, resolve(out)) : [input]));
  return found.filter((path) => kindOf(path) === "picture" && resolve(path) !== resolve(out));
}

/** Whether several inputs go into one picture. */
export async function isSheet(inputs: readonly string[], out: string): Promise<boolean> {
  const [first] = inputs;
  return kindOf(out) === "picture" && (inputs.length > 1 || (first !== undefined && (await isFolder(first))));
}

/** By the ending; null for anything else. */
function kindOf(path: string): Work["kind"] | null {
  const ending = extname(path).toLowerCase();
  if (pictureEndings.some((known) => known === ending)) return "picture";
  return videoEndings.some((known) => known === ending) ? "video" : null;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new TranslateError(`${path} cannot be read: is it there?`, { cause });
  });
  return found.isDirectory();
}

/** Every file below a folder, but not those in `except`, which is written to. */
async function filesIn(folder: string, except: string): Promise<string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && resolve(path) !== except) files.push(...(await filesIn(path, except)));
    else if (!entry.isDirectory()) files.push(path);
  }
  return files;
}

function checked(plan: WorkPlan): WorkPlan {
  const inputs = new Set(plan.work.map(({ input }) => resolve(input)));
  const outputs = new Map<string, string>();
  for (const { input, output } of plan.work) {
    const path = resolve(output);
    if (inputs.has(path))
      throw new TranslateError(`${output} would be written over, and it is an input: name another --out`);
    const other = outputs.get(path);
    if (other !== undefined)
      throw new TranslateError(`${other} and ${input} would both become ${output}: translate them apart`);
    outputs.set(path, input);
  }
  return plan;
}

/** Whether the output is there and no older than what it was made from. */
export async function isDone({ input, output }: Work): Promise<boolean> {
  const made = await stat(output).catch(() => null);
  return made !== null && made.mtimeMs >= (await stat(input)).mtimeMs;
}
