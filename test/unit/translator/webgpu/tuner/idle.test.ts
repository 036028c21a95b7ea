import { expect, test, vi } from "vitest";
import { whenIdle } from "../../../../../src/translator/webgpu/tuner/idle";

test("the browser's scheduler comes before its idle callback, and that before a timer", async () => {
  const asked: string[] = [];
  const page = {
    scheduler: {
      postTask: (task: () => void, { priority }: { priority: string }) => {
        asked.push(priority);
        task();
        return Promise.resolve();
      },
    },
    requestIdleCallback: (callback: () => void, { timeout }: { timeout: number }) => {
      asked.push(`idle within ${timeout}`);
      callback();
      return 1;
    },
    setTimeout: (callback: () => void, ms: number) => {
      asked.push(`${ms} ms`);
      callback();
      return 1;
    },
  };
  await whenIdle(page);
  await whenIdle({ requestIdleCallback: page.requestIdleCallback, setTimeout: page.setTimeout });
  await whenIdle({ setTimeout: page.setTimeout });
  expect(asked).toEqual(["background", "idle within 1000", "20 ms"]);
});

test("waits for the turn that it was given", async () => {
  vi.useFakeTimers();
  let idle = false;
  void whenIdle({ setTimeout: globalThis.setTimeout }).then(() => (idle = true));
  await vi.advanceTimersByTimeAsync(10);
  expect(idle).toBe(false);
  await vi.advanceTimersByTimeAsync(10);
  expect(idle).toBe(true);
  vi.useRealTimers();
});
