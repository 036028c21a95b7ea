/** One of the browser's storages, or null: even looking at it throws where storage is forbidden. */
export const browserStorage = (kind: "localStorage" | "sessionStorage"): Storage | null => {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
};
