import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { parseRecipe, type Recipe } from "../../src/recipes";

const root = join(import.meta.dirname, "../../recipes");
const files = ["reference", "small"].map(async (folder) =>
  (await readdir(join(root, folder))).map((name) => `${folder}/${name}`),
);
const names = (await Promise.all(files)).flat();

async function read(name: string): Promise<Recipe> {
  return parseRecipe(JSON.parse(await readFile(join(root, name), "utf8")));
}

describe("the recipes that come with the project", () => {
  it.each(names)("%s can be used", async (name) => {
    expect(name).toContain((await read(name)).recipe);
  });

  it("have the figures of the systems that they reproduce", async () => {
    expect(await read("reference/stargan.json")).toMatchObject({
      loss: "wgan-gp",
      size: 256,
      architecture: { conditioning: "concat", domains: 10 },
      discriminatorSteps: 5,
      generatorRate: 1e-4,
      discriminatorRate: 1e-4,
      beta2: 0.999,
      weights: { adversarial: 1, classification: 1, gradientPenalty: 10, cycleFull: 10, critic: 0, identity: 0 },
      // 20 times 230,053 pictures.
      loop: { batch: 32, steps: Math.round((20 * 230_053) / 32) },
    });
    expect(await read("reference/cyclegan.json")).toMatchObject({
      size: 256,
      architecture: { channels: 64, residualBlocks: 9 },
      discriminator: { channels: 64, layers: 3 },
      poolSize: 50,
      learningRate: 2e-4,
      decayFrom: 0.5,
      weights: { cycle: 10, identity: 5 },
    });
    expect(await read("reference/ugatit.json")).toMatchObject({
      size: 256,
      learningRate: 1e-4,
      beta1: 0.5,
      beta2: 0.999,
      weightDecay: 1e-4,
      decayFrom: 0.5,
      weights: { adversarial: 1, cycle: 10, identity: 10, cam: 1000 },
      // 40 times 900 pictures.
      loop: { batch: 1, steps: 40 * 900 },
    });
  });
});
