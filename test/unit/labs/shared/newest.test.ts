import { expect, test } from "vitest";

import { Newest } from "../../../../src/labs/shared/model/newest";

test("one input at a time, and of those that wait the newest", async () => {
  const worked: number[] = [];
  let release = (): void => {};
  const newest = new Newest<number>(
    async (input) => {
      worked.push(input);
      await new Promise<void>((resolve) => (release = resolve));
    },
    () => {},
  );
  for (const input of [1, 2, 3]) newest.push(input);
  expect(worked).toEqual([1]);
  expect(newest.idle).toBe(false);
  release();
  await Promise.resolve();
  await Promise.resolve();
  expect(worked).toEqual([1, 3]);
  release();
  await new Promise((resolve) => setTimeout(resolve));
  expect(newest.idle).toBe(true);
  expect(worked).toEqual([1, 3]);
});

test("an input that fails is told, and the next is worked on", async () => {
  const errors: unknown[] = [];
  const worked: string[] = [];
  const newest = new Newest<string>(
    async (input) => {
      if (input === "bad") throw new Error(input);
      worked.push(input);
    },
    (error) => errors.push(error),
  );
  newest.push("bad");
  newest.push("good");
  await new Promise((resolve) => setTimeout(resolve));
  expect(errors).toHaveLength(1);
  expect(worked).toEqual(["good"]);
});
