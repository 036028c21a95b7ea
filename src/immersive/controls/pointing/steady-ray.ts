import { Vector3 } from "three";
import { OneEuroFilter } from "../../../net/one-euro";
import type { Ray, Vector } from "../../../space";

/** Radians, nearly: trembling of heads and hands is some tenths of a degree at 3 to 12 Hz, a look elsewhere 1 rad/s and more. */
const DIRECTION = { minCutoff: 1.5, beta: 14, speedCutoff: 2 };
/** Metres. */
const ORIGIN = { minCutoff: 2, beta: 25, speedCutoff: 2 };

/** A ray that trembles less, and follows a quick hand at once. */
export class SteadyRay implements Ray {
  readonly origin = new Vector3();
  readonly direction = new Vector3(0, 0, -1);
  readonly #origin = [new OneEuroFilter(ORIGIN), new OneEuroFilter(ORIGIN), new OneEuroFilter(ORIGIN)] as const;
  readonly #direction = [
    new OneEuroFilter(DIRECTION),
    new OneEuroFilter(DIRECTION),
    new OneEuroFilter(DIRECTION),
  ] as const;

  /** @param now ms */
  add(origin: Vector, direction: Vector, now: number): void {
    const [ox, oy, oz] = this.#origin;
    this.origin.set(ox.add(origin.x, now), oy.add(origin.y, now), oz.add(origin.z, now));
    const [dx, dy, dz] = this.#direction;
    this.direction.set(dx.add(direction.x, now), dy.add(direction.y, now), dz.add(direction.z, now)).normalize();
  }

  /** Starts anew: where the pointer was elsewhere, or table space is another one. */
  restart(origin: Vector, direction: Vector, now: number): void {
    const [ox, oy, oz] = this.#origin;
    ox.restart(origin.x, now);
    oy.restart(origin.y, now);
    oz.restart(origin.z, now);
    const [dx, dy, dz] = this.#direction;
    dx.restart(direction.x, now);
    dy.restart(direction.y, now);
    dz.restart(direction.z, now);
    this.origin.copy(origin);
    this.direction.copy(direction);
  }
}
