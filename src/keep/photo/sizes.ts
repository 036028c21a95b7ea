/** Sides of the generator for photographs, best first, pixels. */
const photoSizes = [512, 384, 256, 192, 128, 96] as const;
/** The size to begin with where no translation was timed yet. */
const untimedSize = 256;
/** Longer than this nobody waits for a photograph, ms. */
const longestMs = 8000;

/** How long a translation takes: of a square of `size` pixels, ms; 0 while none was timed. */
export interface Pace {
  readonly size: number;
  readonly ms: number;
}

/**
 * The sides at which a photograph of so many dishes can be translated in reasonable time, best first; never none.
 * @param fit The side nearest to the wanted one that the generator can run at.
 */
export function photoSizesFor({ size, ms }: Pace, dishes: number, fit: (wanted: number) => number): readonly number[] {
  const timed = ms > 0 && size > 0;
  // A convolution's work grows with the number of pixels.
  const inTime = photoSizes.filter((side) =>
    timed ? dishes * ms * (side / size) ** 2 <= longestMs : side <= untimedSize,
  );
  const sizes = inTime.length > 0 ? inTime : photoSizes.slice(-1);
  return [...new Set(sizes.map(fit))];
}
