import type { Square } from "../../net/dish";
import type { PixelPatch, Studio } from "../../session";
import { OutOfMemoryError } from "../../translator/errors";
import type { Choice } from "./choices";

export interface CutTranslation {
  readonly choice: Choice;
  /** Sides of the generator to try, best first, pixels. */
  readonly sizes: readonly number[];
  /** The dish's square of the picture, brought to a size. */
  readonly cut: (size: number) => Promise<ImageBitmap>;
}

/**
 * Translates a square that is cut out already, at the first of the sizes for which there is memory.
 * @throws {OutOfMemoryError} if there is none for the last.
 */
export async function translateCut(studio: Studio, { choice, sizes, cut }: CutTranslation): Promise<PixelPatch> {
  for (const [index, size] of sizes.entries()) {
    const bitmap = await cut(size);
    try {
      return await studio.translate({
        frame: { picture: bitmap, width: size, height: size, timestamp: performance.now(), sequence: 0 },
        roi: wholeOf(size),
        domains: choice.weights,
        size,
      });
    } catch (error) {
      const last = index === sizes.length - 1;
      if (last || !(error instanceof OutOfMemoryError)) throw error;
    } finally {
      bitmap.close();
    }
  }
  throw new RangeError("There is no size to translate at; give one at least.");
}

function wholeOf(size: number): Square {
  return { cx: size / 2, cy: size / 2, size };
}
