import { beforeEach, describe, expect, test } from "vitest";
import type { Arithmetic, EngineLayer, Tile } from "../../../../../src/translator/webgpu";
import { choose, type ChooseOptions, type ComparedEngine } from "../../../../../src/translator/webgpu/tuner/choose";
import type { TuningRecord } from "../../../../../src/translator/webgpu/tuner/store";

const tile = (pixels: number): Tile => ({
  height: 4,
  width: 8,
  pixels,
  quads: 1,
  columns: 16,
  depth: 1,
  weightRows: 0,
});
const [standard, quick, slow] = [tile(1), tile(2), tile(4)] as const;
const candidates = [standard, quick, slow];

/** Milliseconds of a layer by its tile's pixels. */
const costs: Readonly<Record<number, number>> = { 1: 2, 2: 1, 4: 3 };

let now = 0;
/** What the last recording takes. */
let recorded = 0;
let engines: TestEngine[] = [];

/** Two convolutions of one shape and one of another. */
class TestEngine implements ComparedEngine {
  readonly arithmetic: Arithmetic;
  /** A frame's time by arithmetic, relative to that of f32. */
  readonly pace: number;
  readonly tiles = new Map<string, Tile>();
  disposed = false;

  constructor(arithmetic: Arithmetic, pace: number, tiles: ReadonlyMap<string, Tile>) {
    this.arithmetic = arithmetic;
    this.pace = pace;
    for (const key of ["big", "small"]) this.tiles.set(key, tiles.get(key) ?? standard);
    engines.push(this);
  }

  get layers(): readonly EngineLayer[] {
    return ["big", "big", "small"].map((key, index) => ({
      id: `layer-${index}`,
      kernel: "conv",
      key,
      macs: key === "big" ? 1000 : 10,
      bytes: 0,
      arithmetic: this.arithmetic,
      tile: this.tiles.get(key) ?? null,
      candidates,
    }));
  }

  #cost(index: number): number {
    return (costs[this.layers[index]?.tile?.pixels ?? 1] ?? 0) * this.pace;
  }

  encodeLayer(_encoder: GPUCommandEncoder, index: number, repeats: number): void {
    recorded = this.#cost(index) * repeats;
  }

  encode(): void {
    recorded = this.#cost(0) + this.#cost(1) + this.#cost(2);
  }

  setTile(key: string, chosen: Tile): Promise<void> {
    this.tiles.set(key, chosen);
    return Promise.resolve();
  }

  dispose(): void {
    if (this.disposed) throw new Error("disposed twice");
    this.disposed = true;
  }
}

let store: Map<Arithmetic, TuningRecord>;
let distrusted: Set<Arithmetic>;
let paces: Record<Arithmetic, number>;
let agrees: boolean;

function options(change: Partial<ChooseOptions<TestEngine>> = {}): ChooseOptions<TestEngine> {
  return {
    arithmetics: ["f16", "int8", "f32"],
    timer: {
      time: (record) => {
        record({} as GPUCommandEncoder, () => undefined);
        now += recorded;
        return Promise.resolve(recorded);
      },
    },
    idle: () => Promise.resolve(),
    now: () => now,
    signal: new AbortController().signal,
    budgetMs: 2000,
    trusted: (arithmetic) => Promise.resolve(!distrusted.has(arithmetic)),
    create: (arithmetic, tiles) => Promise.resolve(new TestEngine(arithmetic, paces[arithmetic], tiles)),
    answer: (engine) => Promise.resolve(Float32Array.from(engine.tiles.values(), ({ pixels }) => pixels)),
    agree: (_, before, after) => agrees && before.length === after.length,
    read: (arithmetic) => Promise.resolve(store.get(arithmetic) ?? null),
    write: (arithmetic, record) => Promise.resolve(void store.set(arithmetic, record)),
    ...change,
  };
}

beforeEach(() => {
  now = 0;
  engines = [];
  store = new Map();
  distrusted = new Set();
  paces = { f16: 0.5, int8: 0.6, f32: 1 };
  agrees = true;
});

describe("choose", () => {
  test("whenever the time runs out, the time that is remembered is that of the tiles that are", async () => {
    const wrong: number[] = [];
    for (let budgetMs = 10; budgetMs <= 400; budgetMs += 5) {
      store = new Map();
      await choose(options({ budgetMs, arithmetics: ["f16"] }));
      const { choices = {}, frameMs } = store.get("f16") ?? {};
      const cost = (key: string): number => costs[choices[key]?.pixels ?? standard.pixels] ?? 0;
      if (frameMs !== (2 * cost("big") + cost("small")) * paces.f16) wrong.push(budgetMs);
    }
    expect(wrong).toEqual([]);
  });

  test("tunes what is worth it, and takes the fastest", async () => {
    const choice = await choose(options());
    expect(choice).toEqual({
      arithmetic: "f16",
      tiles: new Map([
        ["big", quick],
        ["small", quick],
      ]),
    });
    expect(store.get("f16")).toEqual({ choices: { big: quick, small: quick }, complete: true, frameMs: 1.5 });
    expect(store.get("int8")).toMatchObject({ complete: true, choices: { big: quick } });
    // Twice as slow from the start: not tuned, and not looked at again.
    expect(store.get("f32")).toEqual({ choices: {}, complete: true, frameMs: 6 });
    expect(engines.every(({ disposed }) => disposed)).toBe(true);
  });

  test("one that is not trusted is left out, however fast", async () => {
    paces = { f16: 0.1, int8: 0.9, f32: 1 };
    distrusted.add("f16");
    expect((await choose(options()))?.arithmetic).toBe("int8");
    expect(store.get("f16")).toEqual({ choices: {}, complete: true, frameMs: null });
  });

  test("a tie keeps the preferred one", async () => {
    paces = { f16: 1, int8: 0.98, f32: 1.2 };
    expect((await choose(options()))?.arithmetic).toBe("f16");
    paces = { f16: 1, int8: 0.9, f32: 1.2 };
    store.clear();
    expect((await choose(options()))?.arithmetic).toBe("int8");
  });

  test("tuned tiles that give another picture are not used", async () => {
    agrees = false;
    const choice = await choose(options());
    expect(choice?.tiles).toEqual(
      new Map([
        ["big", standard],
        ["small", standard],
      ]),
    );
    expect(store.get("f16")?.choices).toEqual({ big: standard, small: standard });
  });

  test("goes on where the last start ran out of time", async () => {
    // The heavier layer takes 31 ms, the lighter one as much.
    await choose(options({ budgetMs: 48, arithmetics: ["f16"] }));
    expect(store.get("f16")).toMatchObject({ complete: false, choices: { big: quick } });
    expect(store.get("f16")?.choices).not.toHaveProperty("small");
    await choose(options({ budgetMs: 48, arithmetics: ["f16"] }));
    expect(store.get("f16")).toEqual({ choices: { big: quick, small: quick }, complete: true, frameMs: 1.5 });
  });

  test("what is known is not timed again", async () => {
    await choose(options());
    const before = now;
    engines = [];
    const again = await choose(options());
    expect(again?.arithmetic).toBe("f16");
    // A frame of each, some times over, and no layer.
    expect(now - before).toBeLessThan(40);
    expect(engines.map(({ tiles }) => tiles.get("big"))).toEqual([quick, quick, standard]);
  });

  test("called off, it chooses nothing and frees what it made", async () => {
    const controller = new AbortController();
    const idle = () => {
      if (now > 40) controller.abort();
      return Promise.resolve();
    };
    expect(await choose(options({ idle, signal: controller.signal }))).toBeNull();
    expect(engines.length).toBeGreaterThan(0);
    expect(engines.every(({ disposed }) => disposed)).toBe(true);
  });
});
