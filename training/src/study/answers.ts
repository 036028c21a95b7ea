import type { Interval } from "../metrics/figures";
import { proportion } from "../metrics/interval";
import type { Side } from "./plan";

/** What someone chose in a trial that counts. */
export interface Answer {
  readonly real: Side;
  /** Which picture was taken for the photograph. */
  readonly choice: Side;
  /** From the pictures' appearance to the answer. */
  readonly ms: number;
}

/** A line for each trial, for spreadsheets and for programs. */
export function answersAsCsv(answers: readonly Answer[]): string {
  const lines = answers.map(({ real, choice, ms }, index) => [index + 1, real, choice, Math.round(ms)].join(","));
  return `${["trial,real side,choice,ms", ...lines].join("\n")}\n`;
}

/** Share of the trials in which the model's picture was taken for the photograph, with its 95 % interval. */
export function fooledShare(answers: readonly Answer[]): Interval {
  return proportion(answers.filter(({ real, choice }) => choice !== real).length, answers.length);
}
