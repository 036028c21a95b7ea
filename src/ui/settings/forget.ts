import { forgetApp } from "../../pwa";
import type { SettingsStore } from "../../session";

/** What our pages name what they keep: storage keys and databases begin with it. */
const ours = "mealshift";

/** A database that another tab holds open goes once that tab does; it is not waited for longer than this, ms. */
const patienceMs = 2000;

/**
 * Forgets everything that our pages keep on this device: settings, timings, stored files and the app itself. True when nothing refused;
 * the page should be loaded again, so that nothing is written back from memory.
 */
export const forgetEverything = async (settings: SettingsStore): Promise<boolean> => {
  settings.forget();
  const site = new URL("./", document.baseURI);
  const outcomes = await Promise.allSettled([Promise.resolve().then(forgetKeys), forgetDatabases(), forgetApp(site)]);
  return outcomes.every(({ status }) => status === "fulfilled");
};

const forgetKeys = (): void => {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith(ours)) storage.removeItem(key);
    }
  }
};

const forgetDatabases = async (): Promise<void> => {
  const databases = await indexedDB.databases();
  const names = databases.map(({ name }) => name ?? "").filter((name) => name.startsWith(ours));
  await Promise.all(names.map(deleteDatabase));
};

const deleteDatabase = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener("success", () => resolve());
    request.addEventListener("error", () => reject(request.error ?? new Error(`${name} cannot be deleted.`)));
    setTimeout(resolve, patienceMs);
  });
