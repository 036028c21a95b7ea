import { withOverrides } from "../pack/overrides";
import { parseRecipe, type Recipe } from "../recipes";
import { SweepError } from "./errors";

/** An option of a recipe and what it is to be, one after the other. */
export interface Axis {
  readonly option: string;
  readonly values: readonly unknown[];
}

/** One choice of all options that are varied. */
export interface Point {
  /** Name of its run directory: the choice in letters that every file system takes. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly recipe: Recipe;
}

/** Reads `OPTION=VALUE,VALUE`; values are JSON, or else text. @throws SweepError for anything else. */
export function parseAxis(text: string): Axis {
  const at = text.indexOf("=");
  const [option, list] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || list === "") {
    throw new SweepError(`--vary ${text}: an option and its values are wanted, such as generatorRate=0.0001,0.0002`);
  }
  const values = new Map(parseValues(list).map((value) => [JSON.stringify(value), value]));
  return { option, values: [...values.values()] };
}

/**
 * All combinations of the axes' values; the last axis varies fastest.
 * @throws SweepError with everything that the recipe does not understand, before anything is trained.
 */
export function gridOf(recipe: unknown, axes: readonly Axis[]): Point[] {
  const options = axes.map(({ option }) => option);
  const twice = options.find((option, index) => options.indexOf(option) !== index);
  if (twice !== undefined) throw new SweepError(`--vary ${twice} is there twice: name all its values at once`);
  const choices = axes.reduce<Record<string, unknown>[]>(
    (before, { option, values }) => before.flatMap((choice) => values.map((value) => ({ ...choice, [option]: value }))),
    [{}],
  );
  const problems = new Set<string>();
  const points: Point[] = [];
  for (const values of choices) {
    const overrides = Object.entries(values).map(([option, value]) => `${option}=${JSON.stringify(value)}`);
    try {
      points.push({ name: nameOf(values), values, recipe: parseRecipe(withOverrides(recipe, overrides)) });
    } catch (error) {
      for (const line of (error instanceof Error ? error.message : String(error)).split("\n")) problems.add(line);
    }
  }
  if (problems.size > 0) throw new SweepError([...problems].join("\n"));
  const names = points.map(({ name }) => name);
  const alike = names.find((name, index) => names.indexOf(name) !== index);
  if (alike !== undefined)
    throw new SweepError(`two choices would be called ${alike}: give them values that differ in letters`);
  return points;
}

function parseValues(list: string): unknown[] {
  try {
    return JSON.parse(`[${list}]`) as unknown[];
  } catch {
    return list.split(",");
  }
}

function nameOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([option, value]) => `${option}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("_")
    .replaceAll(/[^\w.=+-]+/gu, "-");
}
