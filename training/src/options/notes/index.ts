import { classifierNotes } from "./classifier";
import type { OptionNote, OptionNotes } from "./note";
import { segmenterNotes } from "./segmenter";
import { sharedNotes } from "./shared";
import { starganNotes } from "./stargan";

/** Notes of each recipe's own options. */
export const recipeNotes: Readonly<Record<string, OptionNotes>> = {
  classifier: classifierNotes,
  segmenter: segmenterNotes,
  stargan: starganNotes,
};

export { sharedNotes };

/** What is known of an option; undefined if nobody wrote it down. */
export function noteOf(recipe: string, path: string): OptionNote | undefined {
  return recipeNotes[recipe]?.[path] ?? sharedNotes[path];
}
