import { PackError } from "./errors";

/**
 * A copy of a recipe with options changed, such as `loop.batch=32`; values are JSON, or else text. Whether the recipe
 * knows the options is for `parseRecipe` to say.
 *
 * @throws PackError if one is not of the form PATH=VALUE, or its path leads through something that has no members.
 */
export function withOverrides(recipe: unknown, overrides: readonly string[]): unknown {
  const changed: unknown = structuredClone(recipe);
  for (const override of overrides) {
    const at = override.indexOf("=");
    if (at < 1) throw new PackError(`--set ${override}: an option and its value are wanted, such as loop.batch=32`);
    const path = override.slice(0, at).split(".");
    const name = path.pop() ?? "";
    let owner: unknown = changed;
    for (const part of path) owner = isObject(owner) ? (owner[part] ??= {}) : undefined;
    if (!isObject(owner)) throw new PackError(`--set ${override}: ${path.join(".")} has no options of its own`);
    owner[name] = parseValue(override.slice(at + 1));
  }
  return changed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
