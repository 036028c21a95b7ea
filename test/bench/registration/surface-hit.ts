import { meetPlane, proxyHeight, wallRadius, type ProxyDish, type Ray, type Vector } from "../../../src/space";

/** A dish as the stage draws it. */
export interface DrawnDish extends ProxyDish {
  readonly x: number;
  readonly z: number;
}

const STEP = 0.004;
/** The stage draws on level beyond the rim, in parts of the radius: its masks cut the dish out. */
const LIP = 1.05;
const HALVINGS = 12;

/**
 * First point of a ray in a solid, metres; where it passes by, the point of the table under it.
 *
 * @param top nothing of the solid is above.
 */
export function hit(ray: Ray, top: number, inside: (point: Vector) => boolean): Vector {
  const at = (along: number): Vector => ({
    x: ray.origin.x + along * ray.direction.x,
    y: ray.origin.y + along * ray.direction.y,
    z: ray.origin.z + along * ray.direction.z,
  });
  const from = (top - ray.origin.y) / ray.direction.y;
  const to = -ray.origin.y / ray.direction.y;
  for (let along = from; along < to; along += STEP) {
    if (!inside(at(along))) continue;
    let low = along - STEP;
    let high = along;
    for (let k = 0; k < HALVINGS; k++) {
      const middle = (low + high) / 2;
      if (inside(at(middle))) high = middle;
      else low = middle;
    }
    return at(high);
  }
  return at(to);
}

/** Where on the drawn dish a texel goes that was seen along a ray; null where the stage draws nothing. */
export function hitDrawn(ray: Ray, dish: DrawnDish): Vector | null {
  const rim = proxyHeight(dish, dish.radius, 0);
  const level = meetPlane(ray, rim);
  const from = ({ x, z }: Vector): number => Math.hypot(x - dish.x, z - dish.z);
  if (level !== null && from(level) <= dish.radius) {
    // Through the opening: the food or the inside of the wall, which are as thin as paper.
    return hit(ray, rim + 0.001, (at) => {
      return from(at) > dish.radius || at.y <= proxyHeight(dish, from(at), Math.atan2(at.z - dish.z, at.x - dish.x));
    });
  }
  if (level !== null && from(level) <= LIP * dish.radius) return level;
  const met = hit(ray, rim, (at) => at.y >= 0 && from(at) <= wallRadius(dish, at.y));
  return met.y > 1e-6 ? met : null;
}
