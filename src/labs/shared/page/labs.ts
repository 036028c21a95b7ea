/** The labs, in the order in which they are shown. Each is a page `labs/ID.html`, with messages `labs.ID.…`. */
export const labs = ["sketch", "sushi", "attention", "two-way"] as const;
export type LabId = (typeof labs)[number];
