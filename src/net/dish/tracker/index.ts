export { DishTracker } from "./dish-tracker";
export type { MaskedFrame } from "./dish-tracker";
export type { Dish } from "./types";
