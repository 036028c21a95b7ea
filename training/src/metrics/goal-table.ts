import * as v from "valibot";

import { format } from "./figures";
import { type GoalRow, goalRowsSchema } from "./goals";

const HEADER = ["figure", "ours", "floor", "goal", "met"] as const;

/** Figures beside floors and goals as lines of plain text. */
export function goalLines(rows: readonly GoalRow[]): string[] {
  const cells = [[...HEADER], ...rows.map(cellsOf)];
  const widths = HEADER.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** The same as a Markdown table. @param rows `goals` of the JSON of `mealshift evaluate`. @throws ValiError for anything else. */
export function goalTable(rows: unknown): string {
  const lines = v.parse(goalRowsSchema, rows).map((row) => `| ${cellsOf(row).join(" | ").replaceAll("\n", " ")} |`);
  return [`| ${HEADER.join(" | ")} |`, "|---|---|---|---|---|", ...lines].join("\n");
}

function cellsOf({ figure, unit, ours, floor, goal, met, note }: GoalRow): string[] {
  const shown = (value: number): string => `${format(value)}${unit === "" ? "" : ` ${unit}`}`;
  const aside = note === undefined ? "" : ` (${note})`;
  return [
    figure,
    ours === undefined ? "" : shown(ours) + aside,
    shown(floor),
    shown(goal),
    ours === undefined ? met + aside : met,
  ];
}
