/** A page that loads again because files of its version are gone does so once in this time, ms. */
const AGAIN_AFTER = 5 * 60_000;
/** Long enough to read why. Ms. */
const NOTICE = 2500;
const KEY = "mealshift.reloaded-at";

export interface MissingFilesEnvironment {
  readonly target: EventTarget;
  /** Null where it is forbidden. */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly now: () => number;
  readonly isOnline: () => boolean;
  readonly reload: () => void;
}

/**
 * After a deploy the server no longer has the files of the page that is open. When one of them is missing, says so through
 * `onStale` and loads the page again: once, so that a site that is broken for good does not load again for ever.
 */
export const watchMissingFiles = (environment: MissingFilesEnvironment, onStale: () => void): void => {
  const { target, storage, now, isOnline, reload } = environment;
  // Sent by Vite's loader of modules.
  target.addEventListener("vite:preloadError", () => {
    if (!isOnline()) return;
    onStale();
    if (!mayReload(storage, now())) return;
    setTimeout(reload, NOTICE);
  });
};

/** Without a memory it does not load again by itself: it could not know that it did. */
const mayReload = (storage: MissingFilesEnvironment["storage"], now: number): boolean => {
  try {
    if (storage === null || now - Number(storage.getItem(KEY) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER) return false;
    storage.setItem(KEY, String(now));
    return true;
  } catch {
    return false;
  }
};
