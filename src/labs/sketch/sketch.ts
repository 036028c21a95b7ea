import type { Stroke } from "./brush";

/** Lines that were found in a photograph. */
export interface LineLayer {
  /** Pixels of its side. */
  readonly size: number;
  /** Black lines on white, opaque. */
  readonly picture: CanvasImageSource;
}

/** What was drawn: strokes in order, on white or on a photograph's lines. */
export interface Sketch {
  readonly lines: LineLayer | null;
  readonly strokes: readonly Stroke[];
}

export const emptySketch: Sketch = { lines: null, strokes: [] };

export function isEmpty({ lines, strokes }: Sketch): boolean {
  return lines === null && strokes.length === 0;
}
