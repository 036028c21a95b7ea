import { beforeEach, describe, expect, test } from "vitest";
import { defaultProfile } from "../../../src/kiosk/profile/parse";
import { ProfileStore } from "../../../src/kiosk/profile/store";
import { KioskStorage } from "../../../src/kiosk/storage";
import { settle, TestClock } from "../session/fakes";
import { MemoryStorage } from "./fakes";

let clock: TestClock;
let raw: MemoryStorage;
let answers: (() => Response | Error)[];
let asked: (string | null)[];

const answer =
  (text: string, etag: string | null = null, status = 200) =>
  () =>
    new Response(status === 304 ? null : text, { status, headers: etag === null ? {} : { ETag: etag } });

const storeOf = () =>
  new ProfileStore({
    url: "https://lens.example/kiosk.json",
    clock,
    storage: new KioskStorage(raw),
    fetch: (_url, init) => {
      asked.push(new Headers(init?.headers).get("If-None-Match"));
      const next = answers.shift()?.() ?? new Error("offline");
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  });

beforeEach(() => {
  clock = new TestClock();
  raw = new MemoryStorage();
  answers = [];
  asked = [];
});

describe("the profile's file", () => {
  test("is read at the start, asked for by its ETag each minute, and taken when it has changed", async () => {
    answers = [answer('{"language": "en"}', '"a"'), answer("", '"a"', 304), answer('{"language": "ja"}', '"b"')];
    const store = storeOf();
    await store.start();
    expect(store.status.value).toEqual({ from: "file", problem: null });
    const first = store.profile.value;
    expect(first.language).toBe("en");
    await clock.pass(61_000, 100);
    expect(store.profile.value).toBe(first);
    await clock.pass(60_000, 100);
    await settle();
    expect(store.profile.value.language).toBe("ja");
    expect(asked).toEqual([null, '"a"', '"a"']);
  });

  test("that is broken changes nothing, is told with its field, and is not read again until it changes", async () => {
    answers = [answer('{"language": "en"}', '"a"'), answer('{"language": "fr"}', '"b"'), answer("", '"b"', 304)];
    const store = storeOf();
    await store.start();
    await store.check();
    expect(store.profile.value.language).toBe("en");
    expect(store.status.value).toMatchObject({ from: "file", problem: { field: "language" } });
    await store.check();
    expect(store.status.value.problem?.field).toBe("language");
    answers = [answer('{"language": "ja"}', '"c"')];
    await store.check();
    expect(store.profile.value.language).toBe("ja");
    expect(store.status.value.problem).toBeNull();
  });

  test.each([
    ["is missing", answer("no", null, 404), "404"],
    ["is not answered", () => new TypeError("Failed to fetch"), "not answered"],
  ])("that %s leaves the built-in values, or the last good file of this device", async (_name, broken, words) => {
    answers = [broken];
    const first = storeOf();
    await first.start();
    expect(first.profile.value).toEqual(defaultProfile);
    expect(first.status.value.from).toBe("defaults");
    expect(first.status.value.problem?.message).toContain(words);
    answers = [answer('{"dishes": ["ramen"]}')];
    await first.check();
    answers = [broken];
    const second = storeOf();
    await second.start();
    expect(second.profile.value.dishes).toEqual(["ramen"]);
    expect(second.status.value).toMatchObject({ from: "stored", problem: { field: "" } });
  });

  test("holds where the browser stores nothing", async () => {
    raw.full = true;
    answers = [answer('{"language": "en"}')];
    const store = storeOf();
    await store.start();
    expect(store.profile.value.language).toBe("en");
    expect(store.status.value).toEqual({ from: "file", problem: null });
  });
});

describe("storage", () => {
  test("that is full keeps things in memory, says so, and goes on storing when there is room again", () => {
    const storage = new KioskStorage(raw);
    raw.full = true;
    storage.set("a", "1");
    expect(storage.get("a")).toBe("1");
    expect(storage.failed).toBe(true);
    raw.full = false;
    storage.set("a", "2");
    expect(storage.failed).toBe(false);
    expect(new KioskStorage(raw).get("a")).toBe("2");
  });
});
