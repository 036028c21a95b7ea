import { describe, expect, test } from "vitest";
import { tune } from "../../../../../src/translator/webgpu/tuner/tune";
import type { TuningTask } from "../../../../../src/translator/webgpu/tuner/types";

/** A device whose time is made up: each run of a candidate takes what `costs` says. */
class Bench {
  now = 0;
  idles = 0;
  readonly log: string[] = [];
  readonly #noise: () => number;

  constructor(noise: () => number = () => 1) {
    this.#noise = noise;
  }

  readonly options = {
    now: () => this.now,
    idle: () => {
      this.idles += 1;
      // Waiting is not work.
      this.now += 100;
      return Promise.resolve();
    },
  };

  task(key: string, weight: number, costs: Readonly<Record<string, number>>): TuningTask<string> {
    const [first = "", ...others] = Object.keys(costs);
    return {
      key,
      weight,
      candidates: [first, ...others],
      time: (candidate, repeats) => {
        this.log.push(`${key}:${candidate}`);
        const cost = costs[candidate] ?? Number.NaN;
        if (!(cost > 0)) return Promise.reject(new Error(`${candidate} does not compile`));
        const ms = cost * repeats * this.#noise();
        this.now += ms;
        return Promise.resolve(ms);
      },
    };
  }

  count(entry: string): number {
    return this.log.filter((logged) => logged === entry).length;
  }
}

describe("tune", () => {
  test("takes the fastest candidate of each task, the heaviest task first", async () => {
    const bench = new Bench();
    const tasks = [
      bench.task("light", 1, { default: 1, wide: 0.5 }),
      bench.task("heavy", 100, { default: 2, wide: 1.5, tall: 1 }),
    ];
    const { choices, complete } = await tune(tasks, bench.options);
    expect(Object.fromEntries(choices)).toEqual({ heavy: "tall", light: "wide" });
    expect([...choices.keys()]).toEqual(["heavy", "light"]);
    expect(complete).toBe(true);
  });

  test("a tie within the noise keeps the default", async () => {
    let turn = 0;
    // Up and down by 6 %, which is more than the candidate's gain of 4 %.
    const bench = new Bench(() => [0.94, 0.94, 1.06, 1.06][turn++ % 4] ?? 1);
    const { choices } = await tune([bench.task("a", 1, { default: 1, other: 0.96 })], bench.options);
    expect(choices.get("a")).toBe("default");
    const still = new Bench();
    const small = await tune([still.task("a", 1, { default: 1, other: 0.98 })], still.options);
    expect(small.choices.get("a")).toBe("default");
  });

  test("a slower candidate is measured once, after the run that compiles it", async () => {
    const bench = new Bench();
    await tune([bench.task("a", 1, { default: 1, slow: 1.4, fast: 0.9 })], bench.options);
    expect(bench.count("a:slow")).toBe(2);
    expect(bench.count("a:fast")).toBe(4);
  });

  test("a candidate that throws is passed over, a default that throws leaves its task out", async () => {
    const bench = new Bench();
    const tasks = [
      bench.task("broken", 3, { default: -1, other: 1 }),
      bench.task("a", 2, { default: 1, broken: -1, fast: 0.5 }),
    ];
    const { choices, complete } = await tune(tasks, bench.options);
    expect(Object.fromEntries(choices)).toEqual({ a: "fast" });
    expect(complete).toBe(true);
  });

  test("a task without a choice is not timed", async () => {
    const bench = new Bench();
    const { choices, spentMs } = await tune([bench.task("a", 1, { only: 1 })], bench.options);
    expect(choices.get("a")).toBe("only");
    expect({ spentMs, log: bench.log }).toEqual({ spentMs: 0, log: [] });
  });

  test("short runs are repeated until a clock of 100 us can tell them apart", async () => {
    const bench = new Bench();
    const repeats: number[] = [];
    const task = bench.task("a", 1, { default: 0.2, other: 0.1 });
    await tune(
      [{ ...task, time: (candidate, count) => (repeats.push(count), task.time(candidate, count)) }],
      bench.options,
    );
    expect(repeats.slice(0, 2)).toEqual([1, 1]);
    expect(Math.max(...repeats)).toBe(20);
  });

  test("stays within the budget of work, and keeps what was finished", async () => {
    const bench = new Bench();
    const tasks = Array.from({ length: 20 }, (_, index) =>
      bench.task(`layer-${index}`, 20 - index, { default: 10, other: 8, third: 9 }),
    );
    const { choices, complete, spentMs } = await tune(tasks, { ...bench.options, budgetMs: 500 });
    expect(complete).toBe(false);
    // What is under way when the time is up is finished.
    expect(spentMs).toBeGreaterThanOrEqual(500);
    expect(spentMs).toBeLessThan(510);
    expect(choices.get("layer-0")).toBe("other");
    expect(choices.size).toBeLessThan(20);
    expect(bench.idles).toBeGreaterThanOrEqual(bench.log.length);
  });

  test("runs that are too short for the clock are a tie", async () => {
    const bench = new Bench(() => 0);
    const { choices } = await tune([bench.task("a", 1, { default: 1, other: 1 })], bench.options);
    expect(choices.get("a")).toBe("default");
  });

  test("the heaviest task is finished whatever it takes, so that every start comes further", async () => {
    const bench = new Bench();
    const tasks = [bench.task("a", 2, { default: 400, other: 300 }), bench.task("b", 1, { default: 1, other: 0.5 })];
    const { choices, complete } = await tune(tasks, { ...bench.options, budgetMs: 500 });
    expect(Object.fromEntries(choices)).toEqual({ a: "other" });
    expect(complete).toBe(false);
  });

  test("ends when it is called off", async () => {
    const bench = new Bench();
    const controller = new AbortController();
    const first = bench.task("a", 2, { default: 1, other: 0.5 });
    const stopping: TuningTask<string> = {
      ...bench.task("b", 1, { default: 1, other: 0.5 }),
      time: () => {
        controller.abort();
        return Promise.resolve(1);
      },
    };
    const { choices, complete } = await tune([first, stopping], { ...bench.options, signal: controller.signal });
    expect(Object.fromEntries(choices)).toEqual({ a: "other" });
    expect(complete).toBe(false);
  });
});
