import type { Point } from "./grid";
import { nearest } from "../options/check";

/** A point and what it has come to. */
export interface SweepRow {
  readonly point: Point;
  readonly steps: number;
  readonly pictures: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** How a table is sorted: by a figure, the smallest first unless `descending`. */
export interface SweepOrder {
  readonly by: string;
  readonly descending: boolean;
}

/**
 * Numbers of nested figures by their names, those of groups before them; of intervals, what lies in them. Texts and lists
 * are left out.
 */
export function numbersIn(figures: object, group = ""): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([key, value]: [string, unknown]) => {
      const name = group === "" ? key : `${group}: ${key}`;
      if (typeof value === "number") return [[name, value]];
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
      if ("value" in value && "low" in value && typeof value.value === "number") return [[name, value.value]];
      return Object.entries(numbersIn(value, name));
    }),
  );
}

/** Rows in the wanted order; rows without the figure come last. */
export function sortRows(rows: readonly SweepRow[], { by, descending }: SweepOrder): SweepRow[] {
  const worst = descending ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const of = ({ figures }: SweepRow): number => {
    const value = figures[by] ?? worst;
    return descending ? -value : value;
  };
  return rows.toSorted((a, b) => of(a) - of(b) || 0);
}

/** What is wrong with the name of a figure; null if the rows have it. */
export function lacksFigure(rows: readonly SweepRow[], by: string): string | null {
  const names = figureNames(rows);
  if (names.includes(by)) return null;
  const meant = nearest(by, names);
  return `there is no figure ${by}; ${meant.length > 0 ? `did you mean ${meant.join(" or ")}?` : `there are ${names.join(", ")}`}`;
}

/** A Markdown table: what was varied, then figures; a row for each point. */
export function sweepTable(rows: readonly SweepRow[]): string {
  const options = Object.keys(rows[0]?.point.values ?? {});
  const names = figureNames(rows);
  const header = [...options.map((option) => `\`${option}\``), ...names];
  const lines = rows.map(({ point, figures }) => [
    ...options.map((option) => JSON.stringify(point.values[option])),
    ...names.map((name) => format(figures[name])),
  ]);
  return [header, header.map((_, column) => (column < options.length ? "---" : "---:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function figureNames(rows: readonly SweepRow[]): string[] {
  return [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
}

function format(value: number | undefined): string {
  if (value === undefined) return "";
  if (Number.isInteger(value)) return String(value);
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : value.toPrecision(3);
}
