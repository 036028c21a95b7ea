import type { Vector } from "../../../space";
import type { Target } from "../targets";

/** A finger tip counts from this far in front of a button, metres: less than a finger is thick. */
const FRONT = 0.01;
/** It must have gone back this far before it touches again. */
const BACK = 0.03;
/** Further behind a button it is reaching through, not touching. */
const BEHIND = 0.05;

/** A finger tip that touches buttons directly, whatever the hand's ray points at. Dishes are not touched: people eat with these hands. */
export class Touch {
  #touched: Target | null = null;
  #ready = false;

  /** The button that is touched now, once for each touch. @param tip In table space, metres. */
  update(tip: Vector, targets: readonly Target[]): Target | null {
    let inFrontOf: Target | null = null;
    let depth = Infinity;
    for (const target of targets) {
      if (target.kind === "dish") continue;
      const { centre, normal, radius } = target.disc;
      const x = tip.x - centre.x;
      const y = tip.y - centre.y;
      const z = tip.z - centre.z;
      const height = x * normal.x + y * normal.y + z * normal.z;
      const aside = Math.sqrt(Math.max(0, x * x + y * y + z * z - height * height));
      if (aside > radius || height < -BEHIND || Math.abs(height) > Math.abs(depth)) continue;
      inFrontOf = target;
      depth = height;
    }
    if (inFrontOf !== this.#touched) this.#ready = false;
    this.#touched = inFrontOf;
    // Only what comes from the front touches; what appears on a finger does not.
    if (depth > BACK) this.#ready = true;
    if (inFrontOf === null || !this.#ready || depth > FRONT) return null;
    this.#ready = false;
    return inFrontOf;
  }
}
