/** Pixels of the longer side at most: a dish that fills a third of the picture still has more than the generator takes. */
const LONGEST = 960;

/** The size that a camera's picture is brought to: its own shape, whole even pixels, at most 960 of them on the longer side. */
export function pictureSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}
