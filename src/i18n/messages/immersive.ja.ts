import type { immersiveEn } from "./immersive.en";

/** Japanese of immersive sessions. */
export const immersiveJa: Readonly<Record<keyof typeof immersiveEn, string>> = {};
