import type { FileStore } from "../../net/file-store";
import { storageError, type StorageFullError, type StorageRefusedError } from "./errors";
import { KeptFiles, type KeptFilesOptions } from "./kept-files";
import { createModelStore } from "./model-store";
import { openProgressChannel } from "./progress-channel";
import { Shelf } from "./shelf";

/** The browser's cache that holds every file that is kept by its hash. */
export const FILES_CACHE = "mealshift-files";

/** Models and their documents, or the WebAssembly of an app version. */
export type Area = "models" | "runtime";

export type OnTrouble = (error: StorageFullError | StorageRefusedError) => void;

/**
 * Where the browser keeps files of the site at `root`, for pages and the service worker alike.
 *
 * @returns Null where it keeps none: pages without HTTPS, private windows of some browsers.
 */
export async function openArea(root: URL, area: Area, onTrouble: OnTrouble): Promise<KeptFilesOptions | null> {
  // Typed as always there, but left out on pages without HTTPS.
  const storage: CacheStorage | undefined = globalThis.caches;
  if (storage === undefined) return null;
  try {
    const address = new URL(`.kept/${area}/`, root).href;
    const shelf = new Shelf(await storage.open(FILES_CACHE), address);
    const locks: LockManager | undefined = navigator.locks;
    const progress = openProgressChannel(`mealshift ${address}`);
    return { shelf, locks, progress, onTrouble: (cause) => onTrouble(storageError(cause)) };
  } catch (cause) {
    onTrouble(storageError(cause));
    return null;
  }
}

/** A store for one loading of models. @param group What is loaded; the next loading of it replaces this one. */
export async function openModelStore(root: URL, group: string, onTrouble: OnTrouble): Promise<FileStore | undefined> {
  const area = await openArea(root, "models", onTrouble);
  return area === null ? undefined : createModelStore(group, area);
}

/** The WebAssembly that is kept. */
export async function openRuntimeFiles(root: URL, onTrouble: OnTrouble): Promise<KeptFiles | null> {
  const area = await openArea(root, "runtime", onTrouble);
  return area === null ? null : new KeptFiles(area);
}
