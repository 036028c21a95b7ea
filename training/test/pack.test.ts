import { execFile, spawnSync } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";
import { readCheckpoint, writeCheckpoint } from "../src/pack/checkpoint-parts";
import { withOverrides } from "../src/pack/overrides";
import { pack, type Packed } from "../src/pack/pack";
import { unpack } from "../src/pack/unpack";
import { createTrainer, parseRecipe } from "../src/recipes";
import { RunDirectory } from "../src/run/directory";
import { trainLoop } from "../src/run/loop";
import { softwareDriver } from "./software-driver";
import { tinyRecipes } from "./tiny";

const run = promisify(execFile);
// Twenty seconds on an idle machine, many times that beside others.
const SLOW = 600_000;
let root = "";

async function makeDishes(): Promise<void> {
  const folders = { "domains/red": "#b03020", "domains/green": "#308040", plain: "#c8b890" };
  for (const [name, colour] of Object.entries(folders)) {
    const folder = join(root, "data", name);
    await mkdir(folder, { recursive: true });
    for (let i = 0; i < 6; i++) {
      const disc = Buffer.from(
        `<svg width="40" height="40"><circle cx="20" cy="20" r="${9 + i}" fill="${colour}"/></svg>`,
      );
      await sharp(disc)
        .flatten({ background: "#ccc" })
        .jpeg()
        .toFile(join(folder, `${i}.jpg`));
    }
  }
}

/** Dishes of no domain: all of `plain` but the first. */
async function listSources(): Promise<void> {
  const crop = [20, 20, 30, 20, 20, 12, 12, 0];
  const names = [1, 2, 3, 4, 5].map((i) => `plain/${i}.jpg`);
  await writeFile(join(root, "sources.json"), JSON.stringify(Object.fromEntries(names.map((name) => [name, crop]))));
}

async function makeRun(json: Record<string, unknown>, name: string, steps: number): Promise<string> {
  const recipe = parseRecipe(withOverrides(json, [`loop.steps=${steps}`]));
  const path = join(root, name);
  const directory = await RunDirectory.create(path, { ...recipe, recipeDirectory: root });
  const context = { data: join(root, "data"), cache: join(root, "cache"), base: root, log: () => {} };
  const trainer = await createTrainer(recipe, context);
  await trainLoop(directory, trainer, recipe.loop, () => {}, new AbortController().signal);
  return path;
}

/** All files below a folder, as paths relative to it. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

// Small and plain: a software GPU takes longest to compile its shaders.
const stargan = (): Record<string, unknown> => ({
  ...tinyRecipes.stargan(join(root, "critic"), 1),
  size: 16,
  diffAugment: [],
  sources: { crops: "sources.json", share: 0.5 },
});
const json = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-pack-"));
  await makeDishes();
  await listSources();
  await loadBackend({ backend: "wasm" });
  await makeRun(tinyRecipes.classifier("", 2), "critic", 2);
  await makeRun(stargan(), "lens", 1);
}, SLOW);
afterAll(() => rm(root, { recursive: true, force: true }));

describe("checkpoints in parts", () => {
  it("come back as they were, in files that are no larger than allowed", async () => {
    const folder = await mkdtemp(join(root, "parts-"));
    const content = fc.uint8Array({ minLength: 1, maxLength: 400 });
    let step = 0;
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 20, max: 200 }), async (bytes, limit) => {
        await writeCheckpoint(folder, ++step, bytes, limit);
        expect(await readCheckpoint(folder)).toEqual(Buffer.from(bytes));
        const names = await readdir(folder);
        expect(names).toHaveLength(Math.ceil(bytes.length / limit));
        for (const name of names) expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 30 },
    );
  });

  it("are the ones before when the newest lack a part", async () => {
    const folder = await mkdtemp(join(root, "parts-"));
    await writeCheckpoint(folder, 1, Buffer.from("whole"), 3);
    await writeFile(join(folder, "checkpoint-0000002.1of2"), "hal");
    expect(String(await readCheckpoint(folder))).toBe("whole");
  });
});

describe("options that are set", () => {
  it("change what they name and nothing else", () => {
    const recipe = { seed: 1, loop: { steps: 5, batch: 2 } };
    expect(withOverrides(recipe, ["loop.batch=32", "weights.critic=0.5", "name=lens"])).toEqual({
      seed: 1,
      loop: { steps: 5, batch: 32 },
      weights: { critic: 0.5 },
      name: "lens",
    });
    expect(recipe.loop.batch).toBe(2);
  });

  it("are refused when they are not understood", () => {
    expect(() => withOverrides({}, ["batch"])).toThrow(/loop\.batch=32/);
    expect(() => withOverrides({ seed: 1 }, ["seed.loop=2"])).toThrow(/seed has no options/);
  });
});

describe("a pack of a run", () => {
  let packed: Packed;

  beforeAll(async () => {
    packed = await pack(join(root, "lens"), {
      data: join(root, "data"),
      out: join(root, "packed"),
      set: ["loop.steps=2"],
      limit: null,
      cache: join(root, "cache"),
      log: () => {},
    });
  }, SLOW);

  it("holds each picture as the recipe saw it, and nothing that it did not", async () => {
    const pictures = await filesBelow(join(packed.folder, "data"));
    // Two folders of six dishes, and five of the six that have none; that one stays as a name, without a byte.
    expect(pictures).toHaveLength(18);
    expect(packed.pictures.count).toBe(17);
    expect((await stat(join(packed.folder, "data", "plain", "0.jpg"))).size).toBe(0);
    const { data, info } = await sharp(join(packed.folder, "data", "domains", "red", "0.jpg"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([40, 40]);
    const [red = 0, green = 0] = data.subarray((20 * 40 + 20) * 3);
    expect(Math.abs(red - 0xb0)).toBeLessThan(12);
    expect(Math.abs(green - 0x30)).toBeLessThan(12);
    expect((await json(join(packed.folder, "pack.json")))["recipe"]).toMatchObject({ loop: { steps: 2 } });
  });

  it("does not write over a folder that is something else", async () => {
    const options = { data: root, set: [], limit: null, cache: root, log: () => {} };
    await expect(pack(join(root, "lens"), { ...options, out: join(root, "data") })).rejects.toThrow(/something else/);
  });

  it("says where a Vulkan loader comes from that is not there", async () => {
    const options = { data: join(root, "data"), set: [], limit: null, cache: join(root, "cache"), log: () => {} };
    const out = join(root, "without-loader");
    await expect(
      pack(join(root, "lens"), { ...options, out, vulkanLoader: "/nowhere/libvulkan.so.1" }),
    ).rejects.toThrow(/no Vulkan loader at \/nowhere/);
    expect((await readdir(root)).filter((name) => name.startsWith("without-loader"))).toEqual([]);
  });

  describe.skipIf(softwareDriver === null || process.getuid?.() !== 0 || !canIsolate())("in a bare root", () => {
    const output = (): string => join(root, "bare", "out");

    beforeAll(async () => {
      await makeBareRoot(join(root, "bare"), packed.folder);
      const command = ["-n", "chroot", join(root, "bare"), "/packed/train.sh", "--minutes", "5", "--out", "/out"];
      await run("unshare", [...command, "--adapter", "software"], {
        env: { VK_DRIVER_FILES: "/driver/icd.json", PATH: process.env["PATH"] },
      });
    }, SLOW);

    it("goes on without a network and leaves a folder that is easily carried", async () => {
      expect(await filesBelow(output())).toEqual([
        "checkpoint.safetensors",
        "config.json",
        "samples/0000002.png",
        "stats.jsonl",
      ]);
      const { width, height } = await sharp(join(output(), "samples", "0000002.png")).metadata();
      expect([width, height]).toEqual([3 * 18 - 2, 8 * 18 - 2]);
      const lines = (await readFile(join(output(), "stats.jsonl"), "utf8")).trim().split("\n");
      const steps = lines.map((line) => (JSON.parse(line) as { step: number }).step);
      expect([...new Set(steps)]).toEqual([1, 2]);
    });

    it("is taken back into its run once", async () => {
      const lens = join(root, "lens-back");
      await cp(join(root, "lens"), lens, { recursive: true });
      expect(await unpack(output(), lens, { acceptChanges: false })).toMatchObject({ from: 1, to: 2 });
      const { run: back, config } = await RunDirectory.open(lens);
      expect((await back.loadCheckpoint())?.step).toBe(2);
      // The loop is the machine's own.
      expect(config).toMatchObject({ loop: { steps: 1 }, recipeDirectory: root });
      expect(await readdir(join(lens, "before-0000001"))).toContain("checkpoint.safetensors");
      await expect(unpack(output(), lens, { acceptChanges: false })).rejects.toThrow(/nothing new/);
    });

    it("is not taken into a run of something else", async () => {
      await expect(unpack(output(), join(root, "critic"), { acceptChanges: false })).rejects.toThrow(
        /did not start from/,
      );
      const changed = join(root, "lens-changed");
      await cp(join(root, "lens"), changed, { recursive: true });
      await writeFile(
        join(changed, "config.json"),
        JSON.stringify({ ...(await json(join(root, "lens", "config.json"))), generatorRate: 0.5 }),
      );
      await expect(unpack(output(), changed, { acceptChanges: false })).rejects.toThrow(/generatorRate differ/);
    });
  });
});

/** Whether this process may enter another root without a network; says so where it may not. */
function canIsolate(): boolean {
  const able = spawnSync("unshare", ["-n", "chroot", "/", "/bin/sh", "-c", ":"]).status === 0;
  if (!able) process.stderr.write("skipped: the pack in a bare root (needs root, unshare and chroot)\n");
  return able;
}

/** A root with a shell, the C and C++ libraries, a software Vulkan driver and the pack. */
async function makeBareRoot(bare: string, packedFolder: string): Promise<void> {
  const manifest = softwareDriver ?? "";
  const { ICD } = (await json(manifest)) as { ICD: { library_path: string } };
  const driver = join(dirname(manifest), ICD.library_path);
  const { stdout } = await run("ldd", ["/bin/sh", driver, join(packedFolder, "bin", "node")]);
  const libraries = [...stdout.matchAll(/(?:=> |\t)(\/\S+) \(0x/g)].map(([, path]) => path ?? "");
  for (const path of new Set(["/bin/sh", ...libraries])) {
    await mkdir(join(bare, dirname(path)), { recursive: true });
    await copyFile(path, join(bare, path));
  }
  await mkdir(join(bare, "driver"));
  await copyFile(driver, join(bare, "driver", "driver.so"));
  await writeFile(
    join(bare, "driver", "icd.json"),
    JSON.stringify({ file_format_version: "1.0.0", ICD: { library_path: "./driver.so", api_version: "1.0.5" } }),
  );
  await cp(packedFolder, join(bare, "packed"), { recursive: true });
}
