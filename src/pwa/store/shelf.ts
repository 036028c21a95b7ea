/** The part of `Cache` that is used. */
export type CacheLike = Pick<Cache, "match" | "put" | "delete" | "keys">;

/** When an entry was written, ms since 1970. */
const WRITTEN = "x-mealshift-written";

/** An entry's bytes, and when they were written. */
export interface ShelfEntry {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly written: number;
}

/**
 * Named entries in a cache. Sites in other folders of the same server share the browser's caches, so the names are
 * addresses below a root of our own.
 */
export class Shelf {
  readonly #cache: CacheLike;
  /** Absolute address with a slash at its end. */
  readonly root: string;
  /** The clock that entries are dated by, ms since 1970. */
  readonly now: () => number;

  /** @param root Nothing needs to be there. */
  constructor(cache: CacheLike, root: string, now: () => number = Date.now) {
    this.#cache = cache;
    this.root = root;
    this.now = now;
  }

  async read(name: string): Promise<ShelfEntry | null> {
    const response = await this.#cache.match(this.root + name);
    if (response === undefined) return null;
    return { bytes: new Uint8Array(await response.arrayBuffer()), written: writtenAt(response) };
  }

  /** Whether an entry is there, without reading it; when it was written, or null. */
  async written(name: string): Promise<number | null> {
    const response = await this.#cache.match(this.root + name);
    if (response === undefined) return null;
    await response.body?.cancel();
    return writtenAt(response);
  }

  /** All or nothing: who reads sees the entry as it was before until it is complete. */
  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const headers = { [WRITTEN]: String(this.now()), "content-type": "application/octet-stream" };
    await this.#cache.put(this.root + name, new Response(bytes, { headers }));
  }

  async remove(name: string): Promise<void> {
    await this.#cache.delete(this.root + name);
  }

  /** Names that begin with `prefix`. */
  async names(prefix: string): Promise<string[]> {
    const start = this.root + prefix;
    const keys = await this.#cache.keys();
    return keys.filter(({ url }) => url.startsWith(start)).map(({ url }) => url.slice(this.root.length));
  }
}

function writtenAt(response: Response): number {
  return Number(response.headers.get(WRITTEN) ?? 0);
}
