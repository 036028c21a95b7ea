export { checkWeights, runGraph, type RunOptions, type WeightTensors } from "./interpreter";
export type { Moments } from "./normalize";
export { InferencePlan } from "./inference";
