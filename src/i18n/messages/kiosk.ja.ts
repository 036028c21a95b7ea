/** Japanese, with the keys of the English. */
export const kioskJa = {} as const;
