import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { EdgeOptions } from "../src/curation/edge-drawing";
import { drawEdges } from "../src/curation/edges";
import { importPictures } from "../src/curation/import";
import { Manifest } from "../src/curation/manifest";
import { readStatus } from "../src/jobs/board";
import { perform } from "../src/jobs/perform";
import { Places } from "../src/jobs/places";
import { texture } from "./pictures";

const options: EdgeOptions = { size: 32, smoothing: 1, strong: 0.04, weak: 0.4, shortest: 8, layout: "pairs" };
/** Three blocks of 64. */
const PICTURES = 140;
let root = "";
let set = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-jobs-"));
  await mkdir(join(root, "in", "a"), { recursive: true });
  for (let i = 0; i < PICTURES; i++) {
    await texture(i, 40, 36)
      .jpeg()
      .toFile(join(root, "in", "a", `${i}.jpg`));
  }
  await Manifest.use(join(root, "fresh"), { create: true }, (manifest) =>
    importPictures(manifest, join(root, "in"), { maxSide: 256, minSide: 16 }, () => undefined),
  );
});
beforeEach(async () => {
  set = join(root, "set");
  await rm(set, { recursive: true, force: true });
  await cp(join(root, "fresh"), set, { recursive: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const plainRun = () => Manifest.use(set, {}, (manifest) => drawEdges(manifest, options));
const journal = () => readFile(join(set, "manifest.jsonl"), "utf8");
const results = async () => (await readdir(join(set, "jobs"))).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));

describe("jobs of a step in this process", () => {
  it("are shared by shards beside each other, and a plain run collects what they made", async () => {
    const before = await journal();
    const shard = async (index: number) => {
      const manifest = await Manifest.read(set);
      return drawEdges(manifest, options, { shard: { index, count: 2 }, threads: 1 });
    };
    const [even, odd] = await Promise.all([shard(0), shard(1)]);
    expect([even.made, odd.made]).toEqual([PICTURES - 64, 64]);
    expect(await journal()).toBe(before);
    expect((await results()).length).toBe(3);
    const shown = await readStatus(join(set, "jobs"));
    expect(shown.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    const drawings = join(set, "edges", "pairs", "a");
    const times = async () =>
      Promise.all((await readdir(drawings)).map(async (name) => (await stat(join(drawings, name))).mtimeMs));
    const made = await times();

    expect(await plainRun()).toEqual({ made: PICTURES, known: 0, passedOver: 0 });
    expect(await times()).toEqual(made);
    expect(await results()).toEqual([]);
    expect(await readdir(join(set, "jobs"))).toEqual(["status.json"]);
    expect(await plainRun()).toEqual({ made: 0, known: PICTURES, passedOver: 0 });
  });

  it("fail by name, and leave what the others made", async () => {
    await writeFile(join(set, "pictures", "a", "99.jpg"), "no picture");
    await expect(plainRun()).rejects.toThrow(/^1 of 3 jobs failed[^]*a\/99\.jpg \(shared:set\/.*\) is not the file/);
    const lines = (await journal()).split("\n").filter((line) => line.includes('"step":"edges"'));
    // By name it is the last of the pictures, in the block of the last twelve.
    expect(lines.length).toBe(128);
    await cp(join(root, "fresh", "pictures"), join(set, "pictures"), { recursive: true });
    expect(await plainRun()).toEqual({ made: PICTURES - 128, known: 128, passedOver: 0 });
  });

  it("are refused where their input is none of their kind, or leads out of the set", async () => {
    const machine = {
      places: new Places({ data: root, shared: root }),
      backend: {},
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    const job = { kind: "hash", version: 1, files: [], out: "shared:out", label: "" };
    const doing = (input: unknown, kind = "hash") => perform({ ...job, kind, input }, machine);
    await expect(doing({ set: "shared:set" })).rejects.toThrow(/^the job's input: pictures:/);
    await expect(doing({ set: "shared:set", pictures: ["a/../../in/a/1.jpg"] })).rejects.toThrow(/pictures\.0/);
    await expect(doing({ set: "shared:../set", pictures: ["a/1.jpg"] })).rejects.toThrow(/leads out of its folder/);
    await expect(doing({}, "mask")).rejects.toThrow(/no kind of job mask; did you mean masks/);
  });
});
