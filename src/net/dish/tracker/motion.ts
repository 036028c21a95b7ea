import type { Ellipse } from "../index";
import { OneEuroFilter, type OneEuroOptions } from "../../one-euro";

/** Positions are in units of the frame's long side, so that the filter does not depend on the resolution. */
const POSITION: OneEuroOptions = { minCutoff: 1.2, beta: 12, speedCutoff: 2 };
/** Logarithm of the mean radius, and the two parts of the elongation. */
const SHAPE: OneEuroOptions = { minCutoff: 0.8, beta: 1.5, speedCutoff: 1 };

/** A speed below this (long sides per second) is trembling, and is not carried forward. */
const STILL = 0.03;
/** Motion is carried forward at most this far, ms: further it is a guess. */
const HORIZON = 150;

/**
 * Smooths an ellipse. Its axes and angle are filtered as the logarithm of the mean radius and as a vector of
 * length log(rx / ry) at twice the angle: neither the half turn of the angle nor the swap of axes of a nearly round
 * dish makes it jump.
 */
export class EllipseMotion {
  private readonly x = new OneEuroFilter(POSITION);
  private readonly y = new OneEuroFilter(POSITION);
  private readonly size = new OneEuroFilter(SHAPE);
  private readonly stretchCos = new OneEuroFilter(SHAPE);
  private readonly stretchSin = new OneEuroFilter(SHAPE);
  private time = 0;

  /** @param unit the frame's long side, pixels. */
  constructor(private readonly unit: number) {}

  add(ellipse: Ellipse, time: number): void {
    const stretch = Math.log(ellipse.rx / ellipse.ry);
    this.x.add(ellipse.cx / this.unit, time);
    this.y.add(ellipse.cy / this.unit, time);
    this.size.add(Math.log(meanRadius(ellipse)), time);
    this.stretchCos.add(stretch * Math.cos(2 * ellipse.angle), time);
    this.stretchSin.add(stretch * Math.sin(2 * ellipse.angle), time);
    this.time = time;
  }

  /** Takes an ellipse as it is: where the past says nothing (a dish found again, a still picture). */
  restart(ellipse: Ellipse, time: number): void {
    const stretch = Math.log(ellipse.rx / ellipse.ry);
    this.x.restart(ellipse.cx / this.unit, time);
    this.y.restart(ellipse.cy / this.unit, time);
    this.size.restart(Math.log(meanRadius(ellipse)), time);
    this.stretchCos.restart(stretch * Math.cos(2 * ellipse.angle), time);
    this.stretchSin.restart(stretch * Math.sin(2 * ellipse.angle), time);
    this.time = time;
  }

  /** The smoothed ellipse, its centre carried forward to `now` (ms). */
  at(now: number): Ellipse {
    const ahead = Math.min(Math.max(now - this.time, 0), HORIZON) / 1000;
    const moving = Math.hypot(this.x.speed, this.y.speed) > STILL ? ahead : 0;
    const stretch = Math.hypot(this.stretchCos.value, this.stretchSin.value);
    const radius = Math.exp(this.size.value);
    return {
      cx: (this.x.value + this.x.speed * moving) * this.unit,
      cy: (this.y.value + this.y.speed * moving) * this.unit,
      rx: radius * Math.exp(stretch / 2),
      ry: radius * Math.exp(-stretch / 2),
      angle: Math.atan2(this.stretchSin.value, this.stretchCos.value) / 2,
    };
  }
}

/** Radius of the circle with the ellipse's area. */
export function meanRadius({ rx, ry }: Ellipse): number {
  return Math.sqrt(rx * ry);
}
