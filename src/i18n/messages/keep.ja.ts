/** Japanese, with the keys of the English. */
export const keepJa = {} as const;
