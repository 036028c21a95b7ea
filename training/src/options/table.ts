import type * as v from "valibot";

import { describeOptions } from "./describe";
import { noteOf } from "./notes";

/** A line of the option table. */
export interface OptionRow {
  readonly option: string;
  readonly type: string;
  /** JSON, `required`, or empty where nothing is taken. */
  readonly preset: string;
  readonly unit: string;
  readonly does: string;
  readonly paper: string;
}

const columns = ["option", "type", "default", "unit", "what it does", "from"];

export function optionRows(recipe: string, schema: v.GenericSchema): OptionRow[] {
  return describeOptions(schema).map(({ path, type, required, preset }) => {
    const note = noteOf(recipe, path);
    return {
      option: path,
      type,
      preset: required ? "required" : preset === undefined ? "" : JSON.stringify(preset),
      unit: note?.unit ?? "",
      does: note?.does ?? "",
      paper: note?.paper ?? "",
    };
  });
}

/** The rows for a terminal: two lines an option, the second says what it does. */
export function optionsAsText(rows: readonly OptionRow[]): string {
  const width = Math.max(...rows.map(({ option }) => option.length));
  return rows
    .map(({ option, type, preset, unit, does, paper }) => {
      const value = [
        type,
        unit === "" ? "" : `in ${unit}`,
        preset === "required" || preset === "" ? preset : `default ${preset}`,
      ];
      const source = paper === "" ? "" : ` (${paper})`;
      return `${option.padEnd(width)}  ${value.filter((part) => part !== "").join("; ")}\n${" ".repeat(width)}  ${does}${source}`;
    })
    .join("\n");
}

/** Tables of all recipes; the options of the loop, which all have, in one of their own. */
export function optionsAsMarkdown(
  recipes: readonly { readonly name: string; readonly rows: readonly OptionRow[] }[],
): string {
  const ofLoop = ({ option }: OptionRow): boolean => option.startsWith("loop.");
  const loop = recipes[0]?.rows.filter(ofLoop) ?? [];
  return [
    section("Every recipe", loop),
    ...recipes.map(({ name, rows }) =>
      section(
        `\`${name}\``,
        rows.filter((row) => !ofLoop(row)),
      ),
    ),
  ].join("\n\n");
}

function section(title: string, rows: readonly OptionRow[]): string {
  const lines = rows.map(({ option, type, preset, unit, does, paper }) => {
    const value = preset === "required" || preset === "" ? preset : `\`${preset}\``;
    return `| \`${option}\` | ${type} | ${value} | ${unit} | ${does} | ${paper} |`;
  });
  return [`### ${title}`, "", `| ${columns.join(" | ")} |`, `|${"---|".repeat(columns.length)}`, ...lines].join("\n");
}
