/** Japanese, with the keys of the English. */
export const pwaJa = {} as const;
