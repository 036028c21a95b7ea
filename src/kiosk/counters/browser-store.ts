import { createStore, del, get, set } from "idb-keyval";
import type { CountersStore } from "./counters";

/** IndexedDB, opened when it is first used: a kiosk that counts nothing stores nothing. */
export const browserCountersStore = (): CountersStore => {
  let opened: ReturnType<typeof createStore> | null = null;
  const store = () => (opened ??= createStore("mealshift-kiosk", "counters"));
  return {
    read: () => get("days", store()),
    write: (days) => set("days", days, store()),
    clear: () => del("days", store()),
  };
};
