/** English of immersive sessions. */
export const immersiveEn = {} as const;
