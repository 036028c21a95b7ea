import { MealshiftError } from "../../net/errors";

/** The browser gives the site no more room: what was loaded is used, and not kept. */
export class StorageFullError extends MealshiftError {
  override readonly name = "StorageFullError";
}

/** The browser keeps nothing for this site: a private window, or a setting. */
export class StorageRefusedError extends MealshiftError {
  override readonly name = "StorageRefusedError";
}

/** What a cache threw, by name. */
export function storageError(cause: unknown): StorageFullError | StorageRefusedError {
  const full = cause instanceof Error && cause.name === "QuotaExceededError";
  return full
    ? new StorageFullError("The browser has no room left for this site. Free some space on the device.", { cause })
    : new StorageRefusedError(`The browser keeps no files for this site: ${String(cause)}.`, { cause });
}
