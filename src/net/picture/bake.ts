import type { Mask } from "../dish";
import { borderFade, lightGrid } from "./look";
import type { Rect } from "./rect";
import { linearTaps, mixRows, splineTaps } from "./taps";

export interface BakeSources {
  /** `size * size` RGBA. */
  readonly patch: Uint8ClampedArray;
  readonly size: number;
  readonly mask: Mask;
  /** The dish's square in the mask, in parts of its width and height. */
  readonly maskRect: Readonly<Rect>;
  /** What `lightGains` says. */
  readonly gains: Float32Array;
}

/**
 * Writes a patch into its tile, `side * side` RGBA: its colours in the scene's light, and the dish's mask, stretched
 * with a cubic B-spline and faded at the square's edge, as alpha (not premultiplied). The same as the shader in
 * src/compositor/materials/bake.ts; 1 ms for a side of 128.
 */
export function bakeTile(
  { patch, size, mask, maskRect, gains }: BakeSources,
  side: number,
  tile: Uint8ClampedArray,
): void {
  const colours = linearTaps(side, size);
  const light = linearTaps(side, lightGrid);
  const columns = splineTaps(side, mask.width, maskRect.x, maskRect.z);
  const rows = splineTaps(side, mask.height, maskRect.y, maskRect.w);
  const edge = Float32Array.from({ length: side }, (_, i) => (Math.min(i, side - 1 - i) + 0.5) / side / borderFade);
  const from = columns.cells[0] ?? 0;
  const to = (columns.cells.at(-1) ?? 0) + 1;
  const colourRow = new Float32Array(size * 4);
  const lightRow = new Float32Array(lightGrid * 3);
  const maskRow = new Float32Array(mask.width);
  for (let y = 0, at = 0; y < side; y++) {
    mixRows(colours, y, patch, size * 4, colourRow);
    mixRows(light, y, gains, lightGrid * 3, lightRow);
    mixRows(rows, y, mask.data, mask.width, maskRow, from, to);
    for (let x = 0; x < side; x++, at += 4) {
      const colour = (colours.cells[x * 2] ?? 0) * 4;
      const nextColour = (colours.cells[x * 2 + 1] ?? 0) * 4;
      const colourWeight = colours.weights[x * 2 + 1] ?? 0;
      const gain = (light.cells[x * 2] ?? 0) * 3;
      const nextGain = (light.cells[x * 2 + 1] ?? 0) * 3;
      const gainWeight = light.weights[x * 2 + 1] ?? 0;
      for (let c = 0; c < 3; c++) {
        const left = colourRow[colour + c] ?? 0;
        const leftGain = lightRow[gain + c] ?? 0;
        tile[at + c] =
          (left + ((colourRow[nextColour + c] ?? 0) - left) * colourWeight) *
          (leftGain + ((lightRow[nextGain + c] ?? 0) - leftGain) * gainWeight);
      }
      let dish = 0;
      for (let tap = x * 4; tap < x * 4 + 4; tap++) {
        dish += (maskRow[columns.cells[tap] ?? 0] ?? 0) * (columns.weights[tap] ?? 0);
      }
      const fade = Math.min(1, edge[x] ?? 0, edge[y] ?? 0);
      tile[at + 3] = dish * fade * fade * (3 - 2 * fade);
    }
  }
}
