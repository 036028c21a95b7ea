/** Which pixels of a picture go where in a crop, one axis at a time. Lengths are in pixels. */
export interface Span {
  readonly from: number;
  readonly length: number;
  readonly to: number;
  readonly toLength: number;
}

/**
 * Splits one axis of a crop that may reach over the picture's edges: the part inside, and up to two margins that
 * repeat the picture's outermost pixel. Together they cover `[0, size)` of the crop without gap or overlap, at
 * whole pixels, for a seam at a fraction of a pixel would blend with the empty canvas and show.
 *
 * @param start first coordinate of the region, in the picture; may be negative
 * @param side length of the region, in the picture; > 0
 * @param length of the picture; >= 1
 * @param size of the crop, a whole number >= 1
 */
export function axisSpans(start: number, side: number, length: number, size: number): readonly Span[] {
  const scale = size / side;
  const clampTo = (position: number) => Math.min(size, Math.max(0, position));
  const first = clampTo(Math.ceil(-start * scale));
  const last = Math.max(first, clampTo(Math.floor((length - start) * scale)));
  const spans: Span[] = [];
  if (first > 0) spans.push({ from: 0, length: 1, to: 0, toLength: first });
  if (last > first) {
    spans.push({ from: start + first / scale, length: (last - first) / scale, to: first, toLength: last - first });
  }
  if (last < size) spans.push({ from: length - 1, length: 1, to: last, toLength: size - last });
  return spans;
}
