import { cardDots, COLUMNS, LARGE_RADIUS, MARGIN, ROWS, SMALL_RADIUS } from "../../../src/calibration/card";

export interface Scene {
  /** Picture from card, nine numbers row by row; pixels. */
  readonly homography: readonly number[];
  readonly width: number;
  readonly height: number;
  /** Standard deviation of a Gaussian, pixels. */
  readonly blur?: number;
  /** Levels. */
  readonly noise?: () => number;
  /** Brightness at a place of the picture, [0, 1]. */
  readonly light?: (x: number, y: number) => number;
  /** Discs that are large on this card. */
  readonly isLarge?: (i: number) => boolean;
}

/** A grey picture of a card on a dark table. */
export function drawCard(scene: Scene): Uint8Array {
  const { homography, width, height, light = () => 1, noise = () => 0 } = scene;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = inverse(homography);
  const picture = new Float64Array(width * height);
  const sub = [0.167, 0.5, 0.833];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const oy of sub) {
        for (const ox of sub) {
          // Pixels' centres are whole numbers here.
          const [px, py] = [x + ox - 0.5, y + oy - 0.5];
          const w = g * px + h * py + i;
          sum += brightness((a * px + b * py + c) / w, (d * px + e * py + f) / w, scene);
        }
      }
      picture[y * width + x] = (sum / 9) * light(x / width, y / height);
    }
  }
  const soft = scene.blur ? blurred(picture, width, height, scene.blur) : picture;
  return Uint8Array.from(soft, (value) => Math.max(0, Math.min(255, Math.round(value + noise()))));
}

function brightness(x: number, y: number, { isLarge }: Scene): number {
  if (Math.abs(x) > (COLUMNS - 1) / 2 + MARGIN || Math.abs(y) > (ROWS - 1) / 2 + MARGIN) return 96;
  const column = Math.round(x + (COLUMNS - 1) / 2);
  const row = Math.round((ROWS - 1) / 2 - y);
  if (column < 0 || column >= COLUMNS || row < 0 || row >= ROWS) return 225;
  const at = row * COLUMNS + column;
  const dot = cardDots[at];
  if (dot === undefined) return 225;
  const radius = (isLarge?.(at) ?? dot.large) ? LARGE_RADIUS : SMALL_RADIUS;
  return Math.hypot(x - dot.x, y - dot.y) < radius ? 30 : 225;
}

function blurred(picture: Float64Array, width: number, height: number, deviation: number): Float64Array {
  const reach = Math.ceil(deviation * 3);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / deviation) ** 2));
  const total = kernel.reduce((x, y) => x + y);
  const along = (from: Float64Array, stepX: number, stepY: number): Float64Array =>
    from.map((_, at) => {
      const x = at % width;
      const y = (at - x) / width;
      let sum = 0;
      for (const [k, weight] of kernel.entries()) {
        const nx = Math.max(0, Math.min(width - 1, x + (k - reach) * stepX));
        const ny = Math.max(0, Math.min(height - 1, y + (k - reach) * stepY));
        sum += (weight / total) * (from[ny * width + nx] ?? 0);
      }
      return sum;
    });
  return along(along(picture, 1, 0), 0, 1);
}

function inverse(m: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ].map((value) => value / det);
}
