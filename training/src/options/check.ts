import { distance } from "fastest-levenshtein";
import * as v from "valibot";

import { describeOptions, entriesOf, type OptionShape, unwrap } from "./describe";

/**
 * Everything that is wrong with a recipe, a line each; none if it can be used.
 * @param name The recipe's name, for the messages.
 */
export function findProblems(schema: v.GenericSchema, name: string, json: unknown): string[] {
  const options = describeOptions(schema);
  // valibot stops at the first surplus key of an object; these are looked for here, all of them.
  const unknown = unknownPaths(schema, json).map(
    (path) => `${path} is not an option of ${name}${advice(path, options, name)}`,
  );
  const issues = v.safeParse(schema, json).issues ?? [];
  const wrong = issues.filter((issue) => issue.expected !== "never").map((issue) => describeIssue(issue, options));
  return [...new Set([...unknown, ...wrong])];
}

/** The candidates that a misspelt word may stand for, nearest first; none if it is like nothing. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= 0.6 * Math.max(word.length, candidate.length))
    .toSorted((a, b) => a.edits - b.edits);
  const best = ranked[0]?.edits ?? 0;
  return ranked
    .filter(({ edits }) => edits <= 1.5 * best)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function unknownPaths(schema: v.GenericSchema, json: unknown, path = ""): string[] {
  const entries = entriesOf(unwrap(schema).inner);
  if (!entries || typeof json !== "object" || json === null || Array.isArray(json)) return [];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
    return entry ? unknownPaths(entry, value, here) : [here];
  });
}

/** By the last part of the path: a right name in the wrong place is told its place. */
function advice(path: string, options: readonly OptionShape[], name: string): string {
  const parent = path.slice(0, path.lastIndexOf(".") + 1);
  const beside = options.filter((option) => parent !== "" && option.path.startsWith(parent));
  const meant = likeliest(path, beside);
  const found = meant.length > 0 ? meant : likeliest(path, options);
  return found.length > 0 ? `; did you mean ${found.join(" or ")}?` : `; mealshift options ${name} lists them all`;
}

function likeliest(path: string, options: readonly OptionShape[]): string[] {
  const byName = new Map(options.map((option) => [lastPart(option.path), option.path]));
  return nearest(lastPart(path), [...byName.keys()]).flatMap((name) => byName.get(name) ?? []);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function describeIssue(issue: v.BaseIssue<unknown>, options: readonly OptionShape[]): string {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  const where = keys.length === 0 ? "the recipe" : keys.join(".");
  // What is said about several options together says all.
  if (issue.type === "check") return `${where}: ${issue.message}`;
  // An entry of a list is judged by the list's own option.
  const own = keys.filter((key) => typeof key === "string").join(".");
  const wanted = options.find((option) => option.path === own)?.type ?? "a group of options";
  return issue.input === undefined
    ? `${where} is missing; wanted: ${wanted}`
    : `${where} is ${JSON.stringify(issue.input)}; wanted: ${wanted}`;
}
