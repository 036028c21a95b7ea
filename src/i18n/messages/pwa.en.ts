/** English of loading, updates and the installed app. */
export const pwaEn = {} as const;
