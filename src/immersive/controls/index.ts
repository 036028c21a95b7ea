export { createControls } from "./controls";
export type { ControlOptions, ControlTexts } from "./options";
