import type { Figures } from "../contract";

/** One figure of one run, by step. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

// These belong to every run and are looked at last.
const LAST = ["imagesPerSecond", "images", "tensors"];

/** Names of all figures of some runs, in the order in which charts are shown: losses come before what is counted. */
export function figureNames(runs: readonly (readonly Figures[])[]): string[] {
  const names = new Set(runs.flatMap((lines) => lines.flatMap((line) => Object.keys(line))));
  names.delete("step");
  const rank = (name: string): number => LAST.indexOf(name);
  return [...names].toSorted((a, b) => rank(a) - rank(b));
}

/**
 * A figure's values. A run that was killed goes on from its last checkpoint, and logs some steps again: what it logged
 * of them before is dropped.
 */
export function seriesOf(lines: readonly Figures[], name: string): Series {
  const steps: number[] = [];
  const values: number[] = [];
  for (const { step, [name]: value } of lines) {
    if (step === undefined || value === undefined) continue;
    while ((steps.at(-1) ?? -1) >= step) {
      steps.pop();
      values.pop();
    }
    steps.push(step);
    values.push(value);
  }
  return { steps, values };
}

/**
 * Exponential moving average without its bias towards the first value (Kingma and Ba 2015).
 * @param factor From 0, which changes nothing, to below 1.
 */
export function smooth(values: readonly number[], factor: number): number[] {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    sum = factor * sum + (1 - factor) * value;
    weight = factor * weight + (1 - factor);
    return sum / weight;
  });
}

/** The figures of the last lines up to a step: what was known of the run then. */
export function figuresAt(lines: readonly Figures[], step: number): Figures {
  const known: Record<string, number> = {};
  for (const line of lines) {
    if ((line["step"] ?? Infinity) > step) break;
    Object.assign(known, line);
  }
  delete known["step"];
  return known;
}
