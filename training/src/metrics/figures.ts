/** A figure with the interval that holds the true one in 95 of 100 samples. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a metric has to say, by name. Figures without a unit in their description are shares in [0, 1]. */
export type Figure = number | string | Interval | readonly string[] | Figures;
export interface Figures {
  readonly [name: string]: Figure;
}

/** A figure in the words of a table: its name with those of the groups around it, and its value with its interval. */
export interface FigureRow {
  readonly name: string;
  readonly value: string;
}

/** Nested figures as rows, in their order. Takes anything that JSON can hold. */
export function figureRows(figures: object, group = ""): FigureRow[] {
  return Object.entries(figures).flatMap(([key, value]: [string, unknown]) => {
    const name = group === "" ? key : `${group}: ${key}`;
    if (typeof value !== "object" || value === null) return [{ name, value: format(value) }];
    if (Array.isArray(value)) return [{ name, value: value.map(format).join(", ") }];
    if (!isInterval(value)) return figureRows(value, name);
    return [{ name, value: `${format(value.value)} (${format(value.low)} to ${format(value.high)})` }];
  });
}

/** The figure under a path of names, an interval as its value; undefined where there is none. */
export function figureAt(figures: Figures, path: readonly string[]): number | string | undefined {
  let found: Figure | undefined = figures;
  for (const name of path) found = isGroup(found) ? found[name] : undefined;
  if (typeof found === "number" || typeof found === "string") return found;
  return isGroup(found) && typeof found["value"] === "number" ? found["value"] : undefined;
}

function isGroup(figure: Figure | undefined): figure is Figures {
  return typeof figure === "object" && !Array.isArray(figure);
}

function isInterval(value: object): value is Interval {
  return "value" in value && "low" in value && "high" in value;
}

/** In three digits. */
export function format(value: unknown): string {
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : value.toPrecision(3);
}
