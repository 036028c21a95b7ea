/** English of the labs. */
export const labsEn = {} as const;
