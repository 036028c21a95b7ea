export { assign } from "./assignment";
export { DishTracker } from "./dish-tracker";
export type { MaskedFrame } from "./dish-tracker";
export type { Dish } from "./types";
export { RegionSharing } from "./shared-region";
export { SoftMaskHistory } from "./soft-mask-history";
