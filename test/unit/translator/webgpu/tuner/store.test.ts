import { expect, test, vi } from "vitest";
import {
  TuningStore,
  type TuningDatabase,
  type TuningRecord,
  type TuningSubject,
} from "../../../../../src/translator/webgpu/tuner/store";

const subject: TuningSubject = {
  adapter: { vendor: "acme", architecture: "a1", device: "0x1", description: "Acme A1" },
  browser: "Chrome/150",
  model: "00ff",
  size: 256,
  arithmetic: "f16",
};
const tile = { height: 4, width: 8, pixels: 4, quads: 1, columns: 16, depth: 2, weightRows: 3 };
const record: TuningRecord = { choices: { "conv 3x3": tile }, complete: true, frameMs: 4.5 };

function memory(): TuningDatabase & { readonly entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    get: (key) => Promise.resolve(entries.get(key)),
    set: (key, value) => Promise.resolve(void entries.set(key, value)),
    count: () => Promise.resolve(entries.size),
    clear: () => Promise.resolve(entries.clear()),
  };
}

test("what was written is read again, for the same subject alone", async () => {
  const store = new TuningStore(memory());
  await store.write(subject, record);
  expect(await store.read(subject)).toEqual(record);
  const others: readonly Partial<TuningSubject>[] = [
    { adapter: { ...subject.adapter, description: "Acme A2" } },
    { browser: "Chrome/151" },
    { model: "00fe" },
    { size: 192 },
    { arithmetic: "int8" },
  ];
  for (const other of others) expect(await store.read({ ...subject, ...other })).toBeNull();
  expect(await store.clear()).toBe(true);
  expect(await store.read(subject)).toBeNull();
});

test.each([
  undefined,
  null,
  "text",
  { choices: { a: 1 }, complete: true, frameMs: 1 },
  { ...record, frameMs: -1 },
  { ...record, choices: { a: { ...tile, width: 0.5 } } },
])("a spoiled record is no record: %j", async (spoiled) => {
  const store = new TuningStore({ ...memory(), get: () => Promise.resolve(spoiled) });
  expect(await store.read(subject)).toBeNull();
});

test("a database that refuses costs nothing but the memory", async () => {
  const refuse = (): Promise<never> => Promise.reject(new Error("quota"));
  const store = new TuningStore({ get: refuse, set: refuse, count: refuse, clear: refuse });
  expect(await store.read(subject)).toBeNull();
  await expect(store.write(subject, record)).resolves.toBeUndefined();
  expect(await store.clear()).toBe(false);
});

test("a database that never answers is not waited for", async () => {
  vi.useFakeTimers();
  const store = new TuningStore({ ...memory(), get: () => new Promise(() => {}) });
  const read = store.read(subject);
  await vi.advanceTimersByTimeAsync(500);
  expect(await read).toBeNull();
  vi.useRealTimers();
});

test("it does not grow for ever", async () => {
  const database = memory();
  const store = new TuningStore(database);
  for (let size = 1; size <= 200; size++) await store.write({ ...subject, size }, record);
  expect(database.entries.size).toBeLessThanOrEqual(64);
  expect(await store.read({ ...subject, size: 200 })).toEqual(record);
});
