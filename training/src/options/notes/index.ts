import { classifierNotes } from "./classifier";
import { cycleganNotes } from "./cyclegan";
import type { OptionNote, OptionNotes } from "./note";
import { dcganNotes } from "./dcgan";
import { pix2pixNotes } from "./pix2pix";
import { segmenterNotes } from "./segmenter";
import { sharedNotes } from "./shared";
import { starganNotes } from "./stargan";
import { ugatitNotes } from "./ugatit";

/** Notes of each recipe's own options. */
export const recipeNotes: Readonly<Record<string, OptionNotes>> = {
  classifier: classifierNotes,
  cyclegan: cycleganNotes,
  segmenter: segmenterNotes,
  stargan: starganNotes,
  ugatit: ugatitNotes,
  pix2pix: pix2pixNotes,
  dcgan: dcganNotes,
};

export { sharedNotes };

/** What is known of an option; undefined if nobody wrote it down. */
export function noteOf(recipe: string, path: string): OptionNote | undefined {
  return recipeNotes[recipe]?.[path] ?? sharedNotes[path];
}
