import { Vector3 } from "three";
import type { Vector } from "../../../space";
import type { Target } from "../targets";
import { createTarget } from "../targets";

/** One button of the ring: where it is, and on its way from where it was. */
export class RingItem {
  readonly target: Target;
  /** From the middle of the ring, of length 1, y up: names lie outside. */
  readonly side = { x: 0, y: 0 };
  /** How far it is pointed at, [0, 1]. */
  hover = 0;
  readonly #from = new Vector3();
  readonly #to = new Vector3();
  #fromRadius = 0;
  #toRadius = 0;

  constructor(kind: Target["kind"], index = 0) {
    this.target = createTarget(kind, index);
  }

  /** @param radius Metres. */
  send(to: Vector, radius: number): void {
    const { disc } = this.target;
    this.#from.copy(disc.centre);
    this.#fromRadius = disc.radius;
    this.#to.copy(to);
    this.#toRadius = radius;
  }

  /** @param way How much of the way is done, [0, 1]. */
  move(way: number, eye: Vector): void {
    const { disc } = this.target;
    disc.centre.lerpVectors(this.#from, this.#to, way);
    disc.radius = this.#fromRadius + (this.#toRadius - this.#fromRadius) * way;
    disc.normal.copy(eye).sub(disc.centre).normalize();
  }
}
