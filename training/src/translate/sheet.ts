import { mkdir } from "node:fs/promises";
import { basename, dirname } from "node:path";

import { ImageReadError } from "../data/unreadable";
import { TranslateError } from "./errors";
import { asEveryDish, type EveryDishOptions } from "./every-dish";
import { type NamedPicture, nameRows } from "./grid";
import { readPicture, writePicture } from "./raw-picture";
import type { Translator } from "./translator";

interface SheetOptions extends EveryDishOptions {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * One picture with a row for each photo: as it is, then as every dish. A photo that cannot be read is told by name and
 * passed over.
 *
 * @returns What was skipped. @throws TranslateError if none can be read.
 */
export async function writeSheet(
  paths: readonly string[],
  out: string,
  translator: Translator,
  options: SheetOptions,
): Promise<{ readonly rows: number; readonly skipped: readonly string[] }> {
  const rows: (readonly NamedPicture[])[] = [];
  const skipped: string[] = [];
  for (const path of paths) {
    options.signal.throwIfAborted();
    try {
      const { pictures, dishes } = await asEveryDish(await readPicture(path), translator, options);
      rows.push(pictures);
      options.log(`${basename(path)}: ${dishes === null ? "the whole picture" : dishesFound(dishes.length)}`);
    } catch (error) {
      if (!(error instanceof ImageReadError)) throw error;
      options.log(`${path} was skipped: ${error.message}`);
      skipped.push(path);
    }
  }
  if (rows.length === 0) throw new TranslateError(`there is no photo for ${out}: name pictures, or a folder of them`);
  await mkdir(dirname(out), { recursive: true });
  await writePicture(out, await nameRows(rows));
  return { rows: rows.length, skipped };
}

/** For people. */
export function dishesFound(count: number): string {
  return count === 0 ? "no dish was found, nothing changed" : `${count} ${count === 1 ? "dish" : "dishes"}`;
}
