/** English of photos, recordings and sharing. */
export const keepEn = {} as const;
