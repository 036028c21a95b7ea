export { createControls } from "./controls";
export type { ControlOptions, ControlTexts } from "./options";
export { voiceAvailable } from "./voice/recognition";
export type { VoiceOptions } from "./voice/voice";
