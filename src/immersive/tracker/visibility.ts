import type { Ellipse, Mask } from "../../net/dish";

/** What a mask shows where a dish should be. */
export interface Place {
  /** Part of the dish's place that lies in the picture, [0, 1]. */
  readonly inPicture: number;
  /** Part of what is in the picture that is dish, [0, 1]. */
  readonly filled: number;
}

const RINGS = [0.2, 0.45, 0.65, 0.85];
const TURNS = 12;

/**
 * Looks at an ellipse of the frame in a mask that is stretched over it.
 *
 * @param low probability from which a cell counts as dish, [0, 1].
 */
export function lookAtPlace(
  { cx, cy, rx, ry, angle }: Ellipse,
  mask: Mask,
  frameWidth: number,
  frameHeight: number,
  low: number,
): Place {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const least = low * 255;
  let inside = 0;
  let filled = 0;
  for (const ring of RINGS) {
    for (let turn = 0; turn < TURNS; turn++) {
      const a = rx * ring * Math.cos((turn * 2 * Math.PI) / TURNS);
      const b = ry * ring * Math.sin((turn * 2 * Math.PI) / TURNS);
      const x = Math.floor(((cx + a * cos - b * sin) / frameWidth) * mask.width);
      const y = Math.floor(((cy + a * sin + b * cos) / frameHeight) * mask.height);
      if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) continue;
      inside++;
      if ((mask.data[y * mask.width + x] ?? 0) >= least) filled++;
    }
  }
  return { inPicture: inside / (RINGS.length * TURNS), filled: inside === 0 ? 0 : filled / inside };
}

/** Part of the ellipse's upright box that lies in the picture, [0, 1]. */
export function boxInPicture({ cx, cy, rx, ry, angle }: Ellipse, width: number, height: number): number {
  const halfX = Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle));
  const halfY = Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle));
  const across = Math.min(width, cx + halfX) - Math.max(0, cx - halfX);
  const down = Math.min(height, cy + halfY) - Math.max(0, cy - halfY);
  return across <= 0 || down <= 0 ? 0 : (across * down) / (4 * halfX * halfY);
}
