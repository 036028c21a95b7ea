import { describe, expect, test } from "vitest";
import { takeSharedFile, type SharedCaches } from "../../../src/capture/shared-file";

/** Cache Storage in memory, as far as it is used. */
const cachesOf = (entries: Map<string, Response>, there = true) => {
  const opened: string[] = [];
  const cache = {
    keys: () => Promise.resolve([...entries.keys()].map((url) => new Request(url))),
    match: (request: Request) => Promise.resolve(entries.get(request.url)),
    delete: (request: Request) => Promise.resolve(entries.delete(request.url)),
  };
  const store = {
    has: () => Promise.resolve(there),
    open: (name: string) => {
      opened.push(name);
      return Promise.resolve(cache);
    },
  } as unknown as SharedCaches;
  return { store, opened };
};

const entry = (text: string, headers: Record<string, string>) => new Response(new Blob([text]), { headers });

describe("what was shared with the app", () => {
  test("is taken with its name and type, and is gone from the store", async () => {
    const entries = new Map([
      [
        "https://lens.example/shared/media",
        entry("jpeg", { "content-type": "image/jpeg", "x-file-name": encodeURIComponent("昼食.jpg") }),
      ],
    ]);
    const { store, opened } = cachesOf(entries);
    const file = await takeSharedFile(store);
    expect(file).toMatchObject({ name: "昼食.jpg", type: "image/jpeg" });
    expect(await file?.text()).toBe("jpeg");
    expect(opened).toEqual(["mealshift-shared"]);
    expect(entries.size).toBe(0);
  });

  test("is nothing where nothing arrived, or nothing can", async () => {
    expect(await takeSharedFile(cachesOf(new Map()).store)).toBeNull();
    expect(await takeSharedFile(cachesOf(new Map(), false).store)).toBeNull();
    expect(await takeSharedFile(undefined)).toBeNull();
  });

  test("does not pile up, and survives a name that is none", async () => {
    const entries = new Map([
      ["https://lens.example/shared/old", entry("old", {})],
      ["https://lens.example/shared/media", entry("new", { "x-file-name": "%E0%A4%A" })],
    ]);
    const file = await takeSharedFile(cachesOf(entries).store);
    expect(await file?.text()).toBe("new");
    expect(file?.name).toBe("%E0%A4%A");
    expect(entries.size).toBe(0);
  });
});
