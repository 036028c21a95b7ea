import * as v from "valibot";

import { ImportError } from "./errors";

const namesSchema = v.record(v.string(), v.nullable(v.string()));

/**
 * What tensors of another's checkpoint are called here: their name to ours, or to null for those that are not needed. `*`
 * in theirs stands for any text, and in ours for the same text, one after another. The first entry that fits counts.
 */
export type NameMap = v.InferOutput<typeof namesSchema>;

/** @throws ImportError if it is no such map, or has more `*` in ours than in theirs. */
export function parseNames(json: unknown, path: string): NameMap {
  const result = v.safeParse(namesSchema, json);
  if (!result.success || Array.isArray(json))
    throw new ImportError(`${path}: an object is wanted whose values are names or null`);
  for (const [theirs, ours] of Object.entries(result.output)) {
    if (ours !== null && stars(ours) > stars(theirs)) {
      throw new ImportError(`${path}: "${theirs}": "${ours}" has more * after the colon than before it`);
    }
  }
  return result.output;
}

function stars(pattern: string): number {
  return pattern.split("*").length - 1;
}

/** Our name of a tensor, its own where no entry fits, or null where it is not needed. */
export function rename(name: string, map: NameMap): string | null {
  for (const [theirs, ours] of Object.entries(map)) {
    const pattern = theirs.split("*").map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    const found = new RegExp(`^${pattern.join("(.*)")}$`, "s").exec(name);
    if (found === null) continue;
    const texts = found.slice(1);
    return ours === null ? null : ours.replaceAll("*", () => texts.shift() ?? "");
  }
  return name;
}

/** @throws ImportError if two tensors get one name. */
export function renameAll<T>(tensors: ReadonlyMap<string, T>, map: NameMap): Map<string, T> {
  const renamed = new Map<string, T>();
  const origins = new Map<string, string>();
  for (const [theirs, tensor] of tensors) {
    const ours = rename(theirs, map);
    if (ours === null) continue;
    const other = origins.get(ours);
    if (other !== undefined) throw new ImportError(`${other} and ${theirs} would both be ${ours}: correct --names`);
    origins.set(ours, theirs);
    renamed.set(ours, tensor);
  }
  return renamed;
}
