import type { DishTruth } from "../types";

/** Where a dish's food is found in the demo scene's picture: an affine map of the rim's circle, in parts of the picture. */
export interface FoodCrop {
  readonly centre: readonly [number, number];
  /** Of the rim's rightmost and of its farthest point, from the centre. */
  readonly right: readonly [number, number];
  readonly far: readonly [number, number];
}

/** A dish as it is built: a body of revolution. */
export interface DishModel extends Omit<DishTruth, "centre"> {
  readonly start: { readonly x: number; readonly z: number };
  /** Radius of the foot as a part of the rim's. */
  readonly foot: number;
  readonly crop: FoodCrop;
  /** Of the food about the axis, radians. */
  readonly turn: number;
}

/** Fitted to the rims in tools/demo-scene/meal-above.dishes.json. */
const PLATE: FoodCrop = { centre: [0.3383, 0.4594], right: [0.2103, 0.004], far: [0.011, -0.2734] };
const BOWL: FoodCrop = { centre: [0.7389, 0.5401], right: [0.1261, 0.0025], far: [-0.0047, -0.1655] };

const plate = (id: number, radius: number, x: number, z: number, turn: number): DishModel => ({
  id,
  kind: "plate",
  radius,
  rimHeight: 0.024,
  start: { x, z },
  foot: 0.55,
  crop: PLATE,
  turn,
  heightAt: (distance) => {
    const part = Math.min(distance / radius, 1);
    // A flat ground, the rising rim, and the food heaped on the ground.
    const ground = 0.009 + 0.015 * smoothstep(0.62, 1, part);
    return ground + 0.016 * (1 - smoothstep(0, 0.78, part));
  },
});

const bowl = (id: number, radius: number, rimHeight: number, x: number, z: number, turn: number): DishModel => ({
  id,
  kind: "bowl",
  radius,
  rimHeight,
  start: { x, z },
  foot: 0.5,
  crop: BOWL,
  turn,
  heightAt: (distance) => {
    const part = Math.min(distance / radius, 1);
    return rimHeight * (0.8 + 0.2 * smoothstep(0.86, 1, part));
  },
});

/** What stands on the table: each at least 3 cm from the next. */
export const DISHES: readonly DishModel[] = [
  plate(1, 0.12, -0.1, -0.5, 0),
  bowl(2, 0.072, 0.055, 0.14, -0.46, 0),
  bowl(3, 0.062, 0.048, 0.13, -0.63, 2.1),
];

function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
