import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchMissingFiles } from "../../../src/pwa/missing-files";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function visit(items: Map<string, string> | null, { now = 1_000_000, online = true } = {}) {
  const target = new EventTarget();
  const reload = vi.fn<() => void>();
  const onStale = vi.fn<() => void>();
  const storage = items && {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  watchMissingFiles({ target, storage, now: () => now, isOnline: () => online, reload }, onStale);
  target.dispatchEvent(new Event("vite:preloadError"));
  vi.runAllTimers();
  return { reload: reload.mock.calls.length, stale: onStale.mock.calls.length };
}

it("a page whose files are gone says so and loads again, once", () => {
  const items = new Map<string, string>();
  expect(visit(items)).toEqual({ reload: 1, stale: 1 });
  // Still broken after that: only the words stay, with their button.
  expect(visit(items, { now: 1_060_000 })).toEqual({ reload: 0, stale: 1 });
  // Another deploy, hours later.
  expect(visit(items, { now: 9_000_000 })).toEqual({ reload: 1, stale: 1 });
});

it("does not load again by itself where it could not remember that it did, or without the network", () => {
  expect(visit(null)).toEqual({ reload: 0, stale: 1 });
  expect(visit(new Map(), { online: false })).toEqual({ reload: 0, stale: 0 });
});
