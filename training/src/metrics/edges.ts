import sharp from "sharp";

import { cannyEdges } from "../../../src/net/drawing";

/** Edges of an RGB picture of `size` pixels: 1 on lines. */
export async function edgesOf(picture: Uint8Array, size: number): Promise<Uint8Array> {
  const raw = { width: size, height: size, channels: 3 } as const;
  // The median takes grain away, and leaves edges where they are.
  const grey = await sharp(picture, { raw }).greyscale().median(3).blur(1).raw().toBuffer();
  return cannyEdges(grey, size, size, { strong: 0.06, weak: 0.4, shortest: 8 });
}

/**
 * Intersection over union of lines, where those that lie a pixel apart are the same: a line of one picture is common if the
 * other has one among the nine pixels about it. 1 where neither has any.
 */
export function edgeIou(a: Uint8Array, b: Uint8Array, size: number): number {
  const inA = count(a);
  const inB = count(b);
  // Thick and thin lines over each other: either side says how much of it is common.
  const common = (near(a, b, size) + near(b, a, size)) / 2;
  const union = inA + inB - common;
  return union === 0 ? 1 : common / union;
}

function count(lines: Uint8Array): number {
  return lines.reduce((sum, line) => sum + line, 0);
}

/** Pixels of `a` that have one of `b` about them. */
function near(a: Uint8Array, b: Uint8Array, size: number): number {
  let found = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (a[y * size + x] === 1 && hasAbout(b, x, y, size)) found += 1;
  }
  return found;
}

function hasAbout(lines: Uint8Array, x: number, y: number, size: number): boolean {
  for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, size - 1); row++) {
    for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, size - 1); column++) {
      if (lines[row * size + column] === 1) return true;
    }
  }
  return false;
}
