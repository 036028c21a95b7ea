import { Vector3, type Matrix4 } from "three";
import type { Pointer } from "../../types";
import { Pinch } from "./pinch";
import { Snap } from "./snap";
import { SteadyRay } from "./steady-ray";
import { Touch } from "./touch";

/** A pause in which a pointer was not seen, ms: after it nothing is smoothed over. */
const GAP = 250;

/** One pointer, from where its input source comes to where it goes. */
export class TrackedPointer implements Pointer {
  readonly ray = new SteadyRay();
  readonly snap = new Snap();
  readonly touch = new Touch();
  readonly pinch = new Pinch();
  /** Of the index finger, in table space, metres; only where `hasTip`. */
  readonly tip = new Vector3();
  hasTip = false;
  pressed = false;
  /** Whether it points now. */
  seen = false;
  /** When it was last pressed, ms. */
  pressedAt = -Infinity;
  readonly #origin = new Vector3();
  readonly #direction = new Vector3();
  #placedAt = -Infinity;
  #table = 0;

  /** @param points Whether it points all the time, and not only while it is pressed, as a finger on a screen does. */
  constructor(
    readonly id: number,
    readonly kind: Pointer["kind"],
    readonly points: boolean,
  ) {}

  /**
   * @param pose Of the ray, in the reference space: it runs along the pose's -z.
   * @param toTable Table space from reference space.
   */
  place(pose: Float32Array, toTable: Matrix4, table: number, now: number): void {
    this.seen = true;
    this.#origin.set(pose[12] ?? 0, pose[13] ?? 0, pose[14] ?? 0).applyMatrix4(toTable);
    this.#direction.set(-(pose[8] ?? 0), -(pose[9] ?? 0), -(pose[10] ?? 0)).transformDirection(toTable);
    const goesOn = this.points && table === this.#table && now - this.#placedAt < GAP;
    if (goesOn) this.ray.add(this.#origin, this.#direction, now);
    else this.ray.restart(this.#origin, this.#direction, now);
    this.#placedAt = now;
    this.#table = table;
  }
}
