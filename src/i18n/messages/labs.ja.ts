/** Japanese, with the keys of the English. */
export const labsJa = {} as const;
