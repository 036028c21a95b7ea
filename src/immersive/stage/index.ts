export { openStage } from "./open-stage";
export type { OpenedStage, StageOptions } from "./open-stage";
