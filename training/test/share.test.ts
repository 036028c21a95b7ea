import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";
import { loadDomains } from "../src/data/domains";
import { imageLoads, type LoadedImages } from "../src/data/images";
import { loadPairs } from "../src/data/pairs";
import { loadSegmentation } from "../src/data/segmentation";
import { takeShare } from "../src/data/share";
import { evaluateModel } from "../src/metrics";
import { createTrainer, parseRecipe } from "../src/recipes";
import { loadDcganPictures } from "../src/recipes/dcgan-batch";
import { RunDirectory } from "../src/run/directory";
import { trainLoop } from "../src/run/loop";
import { texture } from "./pictures";

const items = fc.integer({ min: 1, max: 80 }).map((count) => Array.from({ length: count }, (_, i) => `${i}`));
const share = fc.double({ min: 0.001, max: 1, noNaN: true });

describe("takeShare", () => {
  it("takes as many as asked for, in order, and more hold all of fewer", () => {
    fc.assert(
      fc.property(items, share, share, fc.integer(), (all, one, other, shareSeed) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)].map((part) =>
          takeShare(all, { share: part, shareSeed }),
        );
        expect(few?.length).toBe(Math.max(1, Math.round(all.length * Math.min(one, other))));
        expect(many).toEqual(expect.arrayContaining([...(few ?? [])]));
        expect(few).toEqual(all.filter((item) => few?.includes(item)));
      }),
    );
  });

  it("takes others with another seed, and all with a share of 1", () => {
    const all = Array.from({ length: 40 }, (_, i) => i);
    const takes = [1, 2, 3].map((shareSeed) => takeShare(all, { share: 0.5, shareSeed }).join());
    expect(new Set(takes).size).toBe(3);
    expect(takeShare(all, { share: 1, shareSeed: 9 })).toEqual(all);
  });
});

describe("recipes with a share", () => {
  let root = "";
  const paths = (): { data: string; cache: string; base: string } => ({
    data: root,
    cache: join(root, "cache"),
    base: root,
  });
  const folders = ["domains/a", "domains/b", "inputs", "targets", "segmentation/images", "segmentation/masks"];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "mealshift-share-"));
    for (const folder of folders) {
      await mkdir(join(root, folder), { recursive: true });
      for (let i = 0; i < 20; i++)
        await texture(i, 8, 8)
          .png()
          .toFile(join(root, folder, `p_${i}.png`));
    }
    await loadBackend({ backend: "cpu" });
  });

  /** Which pictures a function reads, by the calls of `loadImages`. */
  async function readBy(work: () => Promise<unknown>): Promise<string[][]> {
    const loads: string[][] = [];
    const listen = (message: unknown): void => {
      loads.push((message as LoadedImages).sources.map(({ path }) => path.slice(root.length + 1)));
    };
    imageLoads.subscribe(listen);
    await work();
    imageLoads.unsubscribe(listen);
    return loads;
  }

  const loaders: Record<string, (part: { share: number; shareSeed: number }) => Promise<string[][]>> = {
    domains: async (part) => {
      const options = {
        folder: "domains",
        domains: ["a", "b"],
        storedSize: 8,
        holdOut: { block: 1, modulo: 5, remainder: 4 },
        ...part,
      };
      return readBy(async () => {
        await loadDomains(options, paths(), "held-out");
        await loadDomains(options, paths(), "train");
      });
    },
    pairs: (part) =>
      readBy(() =>
        loadPairs(
          { inputs: "inputs", targets: "targets", inputSide: "left", storedSize: 8, holdOutEvery: 5, ...part },
          paths(),
        ),
      ),
    segmentation: (part) =>
      readBy(() =>
        loadSegmentation(
          {
            prefix: "p_",
            dishValue: 1,
            holdOut: { modulo: 5, remainders: [4] },
            food: { prefixes: [], value: 1 },
            unlabelled: { scenes: [], dishes: [], middle: 0 },
            ...part,
          },
          paths(),
        ),
      ),
    dcgan: (part) =>
      readBy(() =>
        loadDcganPictures(
          {
            seed: 1,
            size: 8,
            mirror: false,
            architecture: { latent: 2 },
            data: { folder: "domains/a", ...part },
            loop: { batch: 1 },
          },
          paths(),
        ),
      ),
  };

  it.each([
    // How many pictures each call reads: what is held out, then what is trained on, or the other way.
    { name: "domains", reads: { 1: [8, 32], 0.5: [8, 16], 0.25: [8, 8] } },
    { name: "pairs", reads: { 1: [16, 16, 4, 4], 0.5: [8, 8, 4, 4], 0.25: [4, 4, 4, 4] } },
    { name: "segmentation", reads: { 1: [16, 16, 4, 4], 0.5: [8, 8, 4, 4], 0.25: [4, 4, 4, 4] } },
    { name: "dcgan", reads: { 1: [20], 0.5: [10], 0.25: [5] } },
  ])("of $name train on fewer pictures, and hold out the same", async ({ name, reads }) => {
    let larger: string[][] | undefined;
    for (const [part, counts] of [[1, reads[1]] as const, [0.5, reads[0.5]] as const, [0.25, reads[0.25]] as const]) {
      const read = (await loaders[name]?.({ share: part, shareSeed: 3 })) ?? [];
      expect(read.map(({ length }) => length)).toEqual(counts);
      for (const [i, paths_] of read.entries()) {
        if (larger) expect(larger[i]).toEqual(expect.arrayContaining(paths_));
      }
      larger = read;
    }
  });

  it("are evaluated beside all pictures, where nothing is held out", async () => {
    const recipe = parseRecipe({
      recipe: "dcgan",
      size: 8,
      architecture: { latent: 2, channels: 1, doublings: 2 },
      discriminator: { channels: 1 },
      data: { folder: "domains/a", share: 0.2 },
      loop: { steps: 1, batch: 2 },
    });
    const run = await RunDirectory.create(join(root, "run"), { ...recipe, recipeDirectory: "." });
    const trainer = await createTrainer(recipe, { ...paths(), log: () => {} });
    expect(trainer.pictures).toBe(4);
    await trainLoop(run, trainer, recipe.loop, () => {}, new AbortController().signal);
    const { settings, metrics } = await evaluateModel({ model: run.path, ...paths(), metrics: ["generated"] });
    expect(settings["real"]).toBe(20);
    expect(Object.keys(metrics)).toEqual(["generated"]);
  });

  it("keep pairs together", async () => {
    const loads = (await loaders["pairs"]?.({ share: 0.3, shareSeed: 1 })) ?? [];
    const names = loads.map((paths_) => paths_.map((path) => path.split("/")[1]).join());
    expect(names[0]).toBe(names[1]);
    expect(names[2]).toBe(names[3]);
    expect(names[0]?.split(",")).toHaveLength(5);
  });
});
