export { askForMicrophone } from "./microphone";
export { voiceAvailable } from "./recognition";
export type { VoiceOptions } from "./voice";
