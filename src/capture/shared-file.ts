/** Where the service worker puts what the system shares with the app, and under which address. */
const cacheName = "mealshift-shared";

/** What of Cache Storage is needed. */
export type SharedCaches = Pick<CacheStorage, "open" | "has">;

/**
 * The file that the system's share sheet handed to the app, which opened this page for it; it is deleted from the store.
 * Null where there is none: the page was opened by its address, or loaded again.
 */
export async function takeSharedFile(store: SharedCaches | undefined = globalThis.caches): Promise<File | null> {
  if (store === undefined || !(await store.has(cacheName))) return null;
  const cache = await store.open(cacheName);
  let newest: File | null = null;
  // One at a time is shown; what was shared before and never opened must not pile up.
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    await cache.delete(request);
    if (response !== undefined) newest = await fileOf(request, response);
  }
  return newest;
}

async function fileOf(request: Request, response: Response): Promise<File> {
  const type = response.headers.get("content-type") ?? "";
  const name = response.headers.get("x-file-name") ?? new URL(request.url).pathname.split("/").at(-1) ?? "";
  return new File([await response.blob()], decoded(name), { type });
}

/** Header values are ASCII: names come percent-encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
