import type { Ray } from "../../../space";
import type { Target } from "../targets";
import { reach } from "./picking";

/** In radii of a target: what is just beside one still means it. */
const ENTER = 1.1;
/** The target that is held is only lost beyond this … */
const LEAVE = 1.3;
/** … and while it is pressed, beyond this: a pinch or a button moves the hand that points. */
const LEAVE_PRESSED = 2;
/** A neighbour takes over when it is met, and nearer by this much. */
const NEARER = 0.25;

/** Which target a trembling ray means. */
export class Snap {
  target: Target | null = null;

  update(ray: Ray, targets: readonly Target[], pressed: boolean): Target | null {
    let best: Target | null = null;
    let nearest = Infinity;
    let held = Infinity;
    for (const target of targets) {
      const distance = reach(ray, target.disc);
      if (target === this.target) held = distance;
      if (distance < nearest) {
        nearest = distance;
        best = target;
      }
    }
    const stays = held <= (pressed ? LEAVE_PRESSED : LEAVE) && (pressed || nearest > 1 || nearest > held - NEARER);
    if (!stays) this.target = nearest <= ENTER ? best : null;
    return this.target;
  }
}
