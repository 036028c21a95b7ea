import * as v from "valibot";

import { MealshiftError } from "../../../src/net/errors";
import { JobHandedBackError, JobInputError } from "./errors";

/**
 * How often a job is begun before it counts as failed, and the wait before the second time, doubled before each further
 * one: a full disk, a network folder that is away or a lost GPU is often well again within seconds, and what is not
 * needs people.
 */
export const ATTEMPTS = 4;
export const BACKOFF_MS = 1000;

/** How a job ended that did not end well; survives the way from a thread or another machine. */
export const failureSchema = v.strictObject({
  message: v.string(),
  /** `input`: trying again is no use. `stopped`: handed back. `chance`: may go well another time. */
  why: v.picklist(["input", "stopped", "chance"]),
});
export type Failure = v.InferOutput<typeof failureSchema>;

/** Errors of other layers that say what is wrong with what a job was given. */
const inputErrors: ReadonlySet<string> = new Set([
  "RecipeError",
  "ImageReadError",
  "RunDirectoryError",
  "BackendUnavailableError",
  "ValiError",
]);

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), why: "chance" };
  const message = error instanceof JobInputError ? error.message : `${error.name}: ${error.message}`;
  if (error instanceof JobHandedBackError) return { message, why: "stopped" };
  const isInput = error instanceof MealshiftError || inputErrors.has(error.name);
  return { message, why: isInput ? "input" : "chance" };
}
