/** English of the kiosk. */
export const kioskEn = {} as const;
