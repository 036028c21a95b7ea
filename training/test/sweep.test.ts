import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Places } from "../src/jobs/places";
import type { RunJobsOptions } from "../src/jobs/run";
import { gridOf, parseAxis } from "../src/sweep/grid";
import { sweep } from "../src/sweep/sweep";
import { lacksFigure, numbersIn, sortRows } from "../src/sweep/table";
import { DISC_SIZE, discData, makeDiscs } from "./recipes/discs";

const SLOW = 300_000;
const STEPS = 3;
const recipe = {
  recipe: "cyclegan",
  size: DISC_SIZE,
  architecture: { channels: 2, residualBlocks: 1 },
  discriminator: { channels: 2, layers: 1 },
  data: discData,
  loop: { steps: STEPS, batch: 2, logEvery: 1, sampleEvery: 3 },
};

describe("a sweep's grid", () => {
  it("has every combination once", () => {
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(values, values, (channels, seeds) => {
        const grid = gridOf(recipe, [
          parseAxis(`architecture.channels=${channels.join()}`),
          parseAxis(`seed=${seeds.join()}`),
        ]);
        const pairs = grid.map(({ recipe: made }) =>
          "seed" in made ? [JSON.stringify(made.architecture), made.seed] : [],
        );
        expect(new Set(pairs.map(String)).size).toBe(channels.length * seeds.length);
        expect(new Set(grid.map(({ name }) => name)).size).toBe(grid.length);
      }),
      { numRuns: 30 },
    );
  });

  it("takes JSON and texts, and a value once", () => {
    expect(parseAxis("a=1,2,1")).toEqual({ option: "a", values: [1, 2] });
    expect(parseAxis("a=lsgan,hinge").values).toEqual(["lsgan", "hinge"]);
    expect(parseAxis('a=[1,2],[3],"x",null').values).toEqual([[1, 2], [3], "x", null]);
    expect(() => parseAxis("a")).toThrow(/an option and its values/);
  });

  it("refuses everything that the recipe does not understand before anything is trained", () => {
    const axes = ["architecture.chanels=2", "learningRate=0.1,fast"].map(parseAxis);
    expect(() => gridOf(recipe, axes)).toThrow(
      /chanels is not an option.*architecture\.channels[^]*learningRate is "fast"/,
    );
    expect(() => gridOf(recipe, ["seed=1", "seed=2"].map(parseAxis))).toThrow(/seed is there twice/);
  });
});

describe("a sweep's table", () => {
  const point = (seed: number) => gridOf(recipe, [parseAxis(`seed=${seed}`)]).at(0);
  const rows = [3, 1, 2].flatMap((error) => {
    const made = point(error);
    return made ? [{ point: made, steps: 1, pictures: 1, figures: error === 2 ? {} : { error } }] : [];
  });

  it("is sorted by a figure, and has what lacks it last", () => {
    const seedsOf = (descending: boolean) =>
      sortRows(rows, { by: "error", descending }).map((row) => row.point.values["seed"]);
    expect(seedsOf(false)).toEqual([1, 3, 2]);
    expect(seedsOf(true)).toEqual([3, 1, 2]);
    expect(lacksFigure(rows, "error")).toBeNull();
    expect(lacksFigure(rows, "eror")).toMatch(/did you mean error/);
  });

  it("takes numbers out of nested figures", () => {
    const nested = { kid: { all: { value: 2, low: 1, high: 3 }, of: "features" }, dishes: { ramen: 4, names: ["a"] } };
    expect(numbersIn(nested)).toEqual({ "kid: all": 2, "dishes: ramen": 4 });
  });
});

describe("a sweep", () => {
  let root = "";
  let out = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "mealshift-sweep-"));
    out = join(root, "out");
    await makeDiscs(root);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const run = (jobs: Partial<RunJobsOptions>) => {
    const points = gridOf(recipe, [parseAxis("learningRate=0.0001,0.01")]);
    const order = { by: "heldOutChange", descending: true };
    return sweep(
      { points, base: root, out, metrics: ["cycle"], order },
      {
        places: new Places({ data: root, shared: root }),
        backend: { backend: "wasm" },
        tell: () => undefined,
        ...jobs,
      },
    );
  };

  it(
    "trains and measures each point once, and goes on where it was stopped",
    async () => {
      const stop = new AbortController();
      const stopped = run({ signal: stop.signal });
      stop.abort();
      await expect(stopped).rejects.toThrow(/stopped with 0 of 2 jobs done/);

      const rows = await run({});
      expect(rows.map(({ steps, pictures }) => [steps, pictures])).toEqual([
        [STEPS, 40],
        [STEPS, 40],
      ]);
      const [first, second] = rows.map(({ figures }) => figures);
      expect(first?.["heldOutChange"]).toBeGreaterThan(second?.["heldOutChange"] ?? Number.POSITIVE_INFINITY);
      expect(Object.keys(first ?? {}).some((name) => name.startsWith("cycle: "))).toBe(true);
      const readme = await readFile(join(out, "README.md"), "utf8");
      expect(readme).toContain("| `learningRate` | heldOutCycleError |");

      const checkpoint = join(out, "learningRate=0.01", "checkpoint.safetensors");
      const before = await stat(checkpoint);
      expect(await run({})).toEqual(rows);
      expect((await stat(checkpoint)).mtimeMs).toBe(before.mtimeMs);
      expect(await readFile(join(out, "README.md"), "utf8")).toBe(readme);
    },
    SLOW,
  );
});
