import type { Dish } from "../segmentation/types";
import type { DishState } from "./types";

/** Fingers are thicker than plates' rims: a tap this much outside still counts, in radii. */
const reach = 1.15;

/** Id of the dish at a point in pixels of the frame, the nearest by its own radii; null where there is none. */
export const dishAt = (dishes: readonly Pick<DishState, "id" | "ellipse">[], x: number, y: number): number | null => {
  let best: number | null = null;
  let bestDistance = reach;
  for (const { id, ellipse } of dishes) {
    const { cx, cy, rx, ry, angle } = ellipse;
    const along = (x - cx) * Math.cos(angle) + (y - cy) * Math.sin(angle);
    const across = (y - cy) * Math.cos(angle) - (x - cx) * Math.sin(angle);
    const distance = Math.hypot(along / Math.max(rx, 1), across / Math.max(ry, 1));
    if (distance <= bestDistance) {
      best = id;
      bestDistance = distance;
    }
  }
  return best;
};

/** The chosen one of the dishes, or the largest; null without dishes. */
export const mainDish = (dishes: readonly Dish[], chosen: number | null): Dish | null =>
  dishes.find(({ id }) => id === chosen) ?? dishes.toSorted((a, b) => b.roi.size - a.roi.size)[0] ?? null;
