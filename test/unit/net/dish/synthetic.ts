import type { Ellipse, Mask } from "../../../../src/net/dish";

export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
}

/** A 128x128 mask stretched over a 640x480 frame. */
export const CAMERA: Grid = { width: 128, height: 128, frameWidth: 640, frameHeight: 480 };

/**
 * What a segmenter sees of these ellipses: each cell holds the fraction of it that they cover, sampled 4x4,
 * times `strength`.
 */
export function maskOf(ellipses: readonly Ellipse[], grid: Grid = CAMERA, strength = 1): Mask {
  const { width, height, frameWidth, frameHeight } = grid;
  const data = new Uint8Array(width * height);
  const cellWidth = frameWidth / width;
  const cellHeight = frameHeight / height;
  for (const { cx, cy, rx, ry, angle } of ellipses) {
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let covered = 0;
        for (let sample = 0; sample < 16; sample++) {
          const px = (x + ((sample % 4) + 0.5) / 4) * cellWidth - cx;
          const py = (y + (Math.floor(sample / 4) + 0.5) / 4) * cellHeight - cy;
          if (((px * cos + py * sin) / rx) ** 2 + ((py * cos - px * sin) / ry) ** 2 <= 1) covered++;
        }
        const i = y * width + x;
        data[i] = Math.max(data[i] ?? 0, Math.round((covered / 16) * 255 * strength));
      }
    }
  }
  return { width, height, data };
}

export function circle(cx: number, cy: number, radius: number): Ellipse {
  return { cx, cy, rx: radius, ry: radius, angle: 0 };
}

/** Smallest difference of two directions without a sense, [0, pi/2]. */
export function angleBetween(a: number, b: number): number {
  const difference = Math.abs(a - b) % Math.PI;
  return Math.min(difference, Math.PI - difference);
}

export function emptyMask(grid: Grid = CAMERA): Mask {
  return { width: grid.width, height: grid.height, data: new Uint8Array(grid.width * grid.height) };
}
