/**
 * How a hand-held phone wanders over the demo scene: a slow sway of incommensurate sines, with a faint tremor on
 * top. A pure function of time, so that a recording or a test sees the same path every time.
 */
export interface Drift {
  /** Shift of the picture, as a share of the canvas's width and height. */
  readonly x: number;
  readonly y: number;
  /** Scale beyond the one at which the picture just covers the canvas. */
  readonly zoom: number;
  /** Radians. */
  readonly angle: number;
}

/** Greatest shift of either axis. */
export const MAX_SHIFT = 0.016;
/** Greatest rotation either way, radians (0.8 degrees). */
export const MAX_ANGLE = 0.014;
/** Smallest zoom: enough to keep the picture's edges out of sight at the greatest shift and rotation. */
export const MIN_ZOOM = 1.06;
/** Greatest zoom. */
export const MAX_ZOOM = 1.1;

/** Where the camera is at `time`, in ms since the scene began. */
export function driftAt(time: number): Drift {
  const seconds = time / 1000;
  const sway = (periodSeconds: number, phase: number) => Math.sin((2 * Math.PI * seconds) / periodSeconds + phase);
  return {
    x: MAX_SHIFT * (0.68 * sway(9.1, 0) + 0.28 * sway(5.3, 1.3) + 0.04 * sway(0.83, 0.4)),
    y: MAX_SHIFT * (0.66 * sway(11.7, 2.1) + 0.29 * sway(6.1, 0.7) + 0.05 * sway(0.71, 1.9)),
    zoom: (MIN_ZOOM + MAX_ZOOM) / 2 + ((MAX_ZOOM - MIN_ZOOM) / 2) * (0.8 * sway(13.9, 0.9) + 0.2 * sway(7.3, 2.6)),
    angle: MAX_ANGLE * (0.75 * sway(10.3, 1.7) + 0.22 * sway(4.7, 0.2) + 0.03 * sway(0.93, 2.2)),
  };
}
