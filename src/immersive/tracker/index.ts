export { SpaceTracker } from "./space-tracker";
export type { SpaceTrackerOptions } from "./space-tracker";
