export type { LabModel } from "./load";
export { Newest } from "./newest";
export { ModelPart, type ModelPhase } from "./part";
