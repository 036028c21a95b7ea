export { DishTracker } from "./dishTracker";
export type { MaskedFrame } from "./dishTracker";
