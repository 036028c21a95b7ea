/** Japanese, with the keys of the English. */
export const firstJa = {} as const;
