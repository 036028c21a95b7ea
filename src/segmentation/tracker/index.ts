export { DishTracker } from "./dish-tracker";
export type { MaskedFrame } from "./dish-tracker";
