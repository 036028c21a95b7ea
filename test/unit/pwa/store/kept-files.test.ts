import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ModelIntegrityError, ModelUnavailableError } from "../../../../src/net/errors";
import { KeptFiles } from "../../../../src/pwa/store/kept-files";
import type { ProgressChannel } from "../../../../src/pwa/store/progress-channel";
import { Shelf } from "../../../../src/pwa/store/shelf";
import { FakeCache, FakeLocks, FakeServer, fileOf, madeBytes, sha256, URL_OF_FILE } from "./fakes";

const ROOT = "https://lens.test/.kept/models/";
/** Pieces are of half a megabyte, so that a file of this size has three. */
const SIZE = 1_100_000;
const CHUNK = 65_536;

const bytes = madeBytes(SIZE);
const file = fileOf(bytes);

/** Compared by their hash: the test runner compares byte by byte, in seconds. */
const expectSame = (found: Uint8Array | undefined, wanted: Uint8Array): void => {
  expect(found && sha256(found)).toBe(sha256(wanted));
};

function setUp(cache = new FakeCache(), server = new FakeServer(bytes, { chunk: CHUNK })) {
  const trouble = vi.fn<(error: unknown) => void>();
  const locks = new FakeLocks();
  /** A page that is opened now: nothing but the cache and the locks outlives it. */
  const page = (progress?: ProgressChannel) =>
    new KeptFiles({ shelf: new Shelf(cache, ROOT), locks, progress, onTrouble: trouble });
  const get = (files: KeptFiles, signal?: AbortSignal, onProgress?: (received: number, total: number) => void) =>
    files.get(URL_OF_FILE, file, {
      fetch: server.fetch,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
  return { cache, server, trouble, locks, page, get };
}

describe("a file that is kept", () => {
  it("is downloaded once, and read from the cache by the next page", async () => {
    const { cache, server, page, get, trouble } = setUp();
    const progress: number[] = [];
    expectSame(await get(page(), undefined, (received) => progress.push(received)), bytes);
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(SIZE);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect([...cache.entries.keys()]).toEqual([`${ROOT}file/${file.sha256}`]);

    const again: [number, number][] = [];
    expectSame(await get(page(), undefined, (...step) => again.push(step)), bytes);
    expect(again).toEqual([[SIZE, SIZE]]);
    expect(server.requests).toHaveLength(1);
    expect(trouble).not.toHaveBeenCalled();
  });

  it("is fetched anew when the cache's copy has lost its hash", async () => {
    const { cache, server, page, get } = setUp();
    await get(page());
    const entry = cache.entries.get(`${ROOT}file/${file.sha256}`);
    if (entry === undefined) throw new Error("nothing was kept");
    entry.bytes[SIZE / 2] = (entry.bytes[SIZE / 2] ?? 0) ^ 1;
    expectSame(await get(page()), bytes);
    expect(server.requests).toHaveLength(2);
    expectSame(cache.entries.get(`${ROOT}file/${file.sha256}`)?.bytes, bytes);
  });
});

describe("a download that breaks off", () => {
  it("goes on where it broke, within a page", async () => {
    const { server, page, get } = setUp();
    server.breaks.push(700_000, 200_000);
    expectSame(await get(page()), bytes);
    expect(server.requests.map(({ range }) => range)).toEqual([null, "bytes=700000-", "bytes=900000-"]);
    expect(server.sent).toBe(SIZE);
  });

  it("goes on in the next page, whichever byte it broke at", async () => {
    const small = madeBytes(4000, 7);
    const wanted = fileOf(small);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 1500 }), { maxLength: 6 }), async (breaks) => {
        const cache = new FakeCache();
        const server = new FakeServer(small, { chunk: 97 });
        let result: Uint8Array | null = null;
        // Each break is followed by two that bring nothing, at which the page gives up; the last page has a good line.
        for (const at of [...breaks, null]) {
          server.breaks.splice(0, server.breaks.length, ...(at === null ? [] : [at, 0, 0]));
          const files = new KeptFiles({ shelf: new Shelf(cache, ROOT), onTrouble: () => {} });
          try {
            result = await files.get(URL_OF_FILE, wanted, { fetch: server.fetch });
            break;
          } catch (error) {
            expect(error).toBeInstanceOf(ModelUnavailableError);
          }
        }
        expectSame(result ?? undefined, small);
        // Not a byte came twice.
        expect(server.sent).toBe(small.length);
        expect([...cache.entries.keys()]).toEqual([`${ROOT}file/${wanted.sha256}`]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps what a page had that was closed, as far as it was written", async () => {
    const { cache, server, page, get } = setUp();
    const abort = new AbortController();
    const closing = new Error("closed");
    const first = get(page(), abort.signal, (received) => received > 800_000 && abort.abort(closing));
    await expect(first).rejects.toBe(closing);
    const kept = [...cache.entries.values()].reduce((sum, entry) => sum + entry.bytes.length, 0);
    expect(kept).toBeGreaterThan(800_000);
    expectSame(await get(page()), bytes);
    expect(server.requests[1]?.range).toBe(`bytes=${kept}-`);
  });

  it("begins again where the server does not give parts", async () => {
    const server = new FakeServer(bytes, { chunk: CHUNK, ranges: false });
    const { page, get } = setUp(new FakeCache(), server);
    server.breaks.push(700_000);
    expectSame(await get(page()), bytes);
    expect(server.sent).toBe(700_000 + SIZE);
  });

  it("begins again, and fresh, when the file was another one before", async () => {
    const { cache, server, page, get } = setUp();
    // The first half came from a version of the same length.
    server.bytes = madeBytes(SIZE, 2);
    server.breaks.push(600_000, 0, 0);
    await expect(get(page())).rejects.toBeInstanceOf(ModelUnavailableError);
    server.bytes = bytes;
    expectSame(await get(page()), bytes);
    expect(server.requests.at(-1)).toMatchObject({ range: null, cache: "reload" });
    expect([...cache.entries.keys()]).toEqual([`${ROOT}file/${file.sha256}`]);
  });

  it("begins again when the file's length has changed", async () => {
    const { cache, server, page, get } = setUp();
    server.bytes = madeBytes(SIZE + 5, 3);
    const abort = new AbortController();
    const first = get(page(), abort.signal, (received) => received > 600_000 && abort.abort());
    await expect(first).rejects.toThrow(/abort/);
    expect(cache.entries.size).toBeGreaterThan(0);
    // Still the wrong file: what is there already must not be taken for its beginning.
    await expect(get(page())).rejects.toBeInstanceOf(ModelIntegrityError);
    server.bytes = bytes;
    expectSame(await get(page()), bytes);
  });

  it("ends with the server's own word, and with the connection's after two fruitless attempts", async () => {
    const { page, server } = setUp();
    const gone = vi.fn<() => Promise<Response>>(async () => new Response("", { status: 404 }));
    await expect(page().get(URL_OF_FILE, file, { fetch: gone })).rejects.toMatchObject({ status: 404 });
    expect(gone).toHaveBeenCalledTimes(1);
    server.breaks.push(0, 0);
    await expect(page().get(URL_OF_FILE, file, { fetch: server.fetch })).rejects.toThrow(/broke off after 0 bytes/);
  });
});

describe("a file that is not what was promised", () => {
  it.each([
    ["other", madeBytes(SIZE, 9)],
    ["shorter", bytes.slice(1)],
    ["longer", madeBytes(SIZE + 1)],
  ])("is refused, and nothing of it stays: %s", async (_what, wrong) => {
    const { cache, page, get, server } = setUp(new FakeCache(), new FakeServer(wrong, { chunk: CHUNK }));
    await expect(get(page())).rejects.toBeInstanceOf(ModelIntegrityError);
    expect(server.requests.map(({ cache: mode }) => mode)).toEqual([undefined, "reload"]);
    expect(cache.entries.size).toBe(0);
  });
});

describe("where there is no room", () => {
  it.each([0, 100_000, 900_000, SIZE + 10])("the file is used from memory (%i bytes)", async (quota) => {
    const { cache, page, get, trouble } = setUp(new FakeCache(quota));
    expectSame(await get(page()), bytes);
    expect(trouble).toHaveBeenCalled();
    expect(trouble.mock.calls[0]?.[0]).toMatchObject({ name: "QuotaExceededError" });
    expect([...cache.entries.keys()].filter((key) => key.includes("/part/"))).toEqual([]);
  });
});

describe("two tabs", () => {
  it("download a file once; the one that waits is told how far it is", async () => {
    const { server, page, get, locks } = setUp();
    const listeners = new Set<(received: number) => void>();
    const channel: ProgressChannel = {
      tell: (_sha256, received) => listeners.forEach((listener) => listener(received)),
      listen: (_sha256, listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const seen: number[] = [];
    const [one, two] = await Promise.all([
      get(page(channel)),
      get(page(channel), undefined, (received) => seen.push(received)),
    ]);
    expectSame(one, bytes);
    expectSame(two, bytes);
    expect(server.requests).toHaveLength(1);
    expect(locks.granted).toHaveLength(2);
    expect(seen.length).toBeGreaterThan(5);
    expect(listeners.size).toBe(0);
  });

  it("do not wait for ever: one that was put to sleep holds its lock", async () => {
    const { server, page, get, locks } = setUp();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      void locks.request(`mealshift ${ROOT}${file.sha256}`, {}, () => new Promise(() => {}));
      const waiting = get(page());
      await vi.advanceTimersByTimeAsync(29_000);
      expect(server.requests).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(1000);
      expectSame(await waiting, bytes);
    } finally {
      vi.useRealTimers();
    }
  });

  it("do not end each other: the second downloads when the first gives up", async () => {
    const { server, page, get } = setUp();
    server.breaks.push(0, 0);
    const [one, two] = await Promise.allSettled([get(page()), get(page())]);
    expect(one.status).toBe("rejected");
    expectSame(two.status === "fulfilled" ? two.value : undefined, bytes);
  });
});

describe("sweeping", () => {
  it("removes what is not named and old enough, with what an unfinished download left", async () => {
    let now = 1000;
    const cache = new FakeCache();
    const shelf = new Shelf(cache, ROOT, () => now);
    const files = new KeptFiles({ shelf, onTrouble: () => {} });
    await shelf.write("file/old", bytes);
    await shelf.write("file/named", bytes);
    await shelf.write("part/left/0", bytes);
    now = 5000;
    await shelf.write("file/young", bytes);
    await cache.put("https://lens.test/other/.kept/models/file/old", new Response("another folder's"));
    await files.sweep((hash) => hash === "named", 2000);
    expect(await shelf.names("")).toEqual(["file/named", "file/young"]);
    expect(cache.entries.size).toBe(3);
  });
});
