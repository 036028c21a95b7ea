/** English of the first minute, the settings and the help. */
export const firstEn = {} as const;
