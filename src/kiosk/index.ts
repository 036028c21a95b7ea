export type { MountLens } from "./visits";
export { startKiosk, type KioskPage } from "./start";
