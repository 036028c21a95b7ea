import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { domainDataSchema, loadDomains } from "../src/data/domains";
import { readRun } from "../src/models/from-run";
import { parseRecipe } from "../src/recipes";
import { loadCritic } from "../src/recipes/critic";
import { RunDirectory } from "../src/run/directory";
import { readRunConfig, recipeDirectoryFrom } from "../src/run/recipe-directory";

const project = fileURLToPath(new URL("..", import.meta.url));
const recipes = join(project, "recipes");

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-recipe-directory-"));
  await mkdir(join(root, "my-recipes"));
  await mkdir(join(root, "runs", "one"), { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

describe("a run's recipe directory", () => {
  it("is named from the run and found from it again", async () => {
    const run = join(root, "runs", "one");
    const named = recipeDirectoryFrom(run, join(root, "my-recipes"));
    expect(named).toBe("../../my-recipes");
    expect(await readRunConfig(run, { recipe: "stargan", recipeDirectory: named })).toEqual({
      recipe: { recipe: "stargan" },
      base: join(root, "my-recipes"),
      missing: null,
    });
    expect(recipeDirectoryFrom(run, run)).toBe(".");
  });

  it("may be absolute, or count from the working directory, as earlier versions wrote it", async () => {
    const run = join(root, "runs", "one");
    const base = async (recipeDirectory: string): Promise<string> =>
      (await readRunConfig(run, { recipeDirectory })).base;
    expect(await base(join(root, "my-recipes"))).toBe(join(root, "my-recipes"));
    expect(await base("training/recipes")).toBe(recipes);
  });

  it("is the project's own where it is gone, and says so", async () => {
    const gone = join(root, "gone");
    expect(await readRunConfig(join(root, "runs", "one"), { recipeDirectory: gone })).toMatchObject({
      base: recipes,
      missing: gone,
    });
  });
});

describe("the committed checkpoints", () => {
  it("name no directory of a machine, and can be copied to runs/", async () => {
    const checkpoints = join(project, "checkpoints");
    for (const name of await readdir(checkpoints)) {
      const text = await readFile(join(checkpoints, name, "config.json"), "utf8");
      expect(text).toContain('"recipeDirectory": "../../recipes"');
      const copy = join(root, "runs", name);
      await cp(join(checkpoints, name), copy, { recursive: true });
      expect((await readRun(copy)).base).toBe(recipes);
      await (await RunDirectory.open(copy)).run.saveSample(1, new Uint8Array(8));
      expect(await readdir(join(copy, "samples"))).toEqual(["0000001.png"]);
      expect(parseRecipe((await readRunConfig(copy, JSON.parse(text))).recipe)).toBeDefined();
    }
  });
});

describe("files that a recipe names and that are not there", () => {
  it("are named with where they are looked for", async () => {
    const options = v.parse(domainDataSchema, { domains: ["a", "b"], crops: "crops.json" });
    const crops = loadDomains(options, { data: root, cache: root, base: join(root, "my-recipes") }, "train");
    await expect(crops).rejects.toThrow(`not at ${join(root, "my-recipes", "crops.json")}: copy them there`);
    const critic = join(root, "runs", "no-critic");
    await expect(loadCritic(critic, ["a", "b"])).rejects.toThrow(`critic that the recipe names is not at ${critic}`);
  });
});
