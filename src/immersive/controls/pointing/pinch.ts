import type { Vector } from "../../../space";

/** Between the tips of thumb and index finger, metres: closed below the first, open above the second. */
const CLOSED = 0.015;
const OPEN = 0.03;

/** A pinch, for hands whose browser tells joints and no presses. */
export class Pinch {
  #closed = false;

  /** "start" and "end" once for each pinch, else null. */
  update(thumb: Vector, index: Vector): "start" | "end" | null {
    const apart = Math.hypot(thumb.x - index.x, thumb.y - index.y, thumb.z - index.z);
    if (!this.#closed && apart < CLOSED) {
      this.#closed = true;
      return "start";
    }
    if (this.#closed && apart > OPEN) {
      this.#closed = false;
      return "end";
    }
    return null;
  }
}
