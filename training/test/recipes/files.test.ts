import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { familySchema, graphOf } from "../../../src/net/families";
import { graphCost } from "../../../src/net/cost";
import { parseRecipe, recipeSchemas } from "../../src/recipes";

const folder = (name: string): string => fileURLToPath(new URL(`../../recipes/${name}`, import.meta.url));

describe.each([
  // U-GAT-IT's full model has 280 million, nearly all of them in one fully connected layer.
  { kind: "reference", mostParameters: 300e6 },
  // Two cores take a step of a net of this size in well under a second.
  { kind: "small", mostParameters: 1e6 },
])("$kind recipes", ({ kind, mostParameters }) => {
  it("are understood, named after their recipe, and build nets of their kind's size", async () => {
    const names = (await readdir(folder(kind))).filter((name) => name.endsWith(".json"));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const recipe = parseRecipe(JSON.parse(await readFile(`${folder(kind)}/${name}`, "utf8")));
      expect(`${recipe.recipe}.json`).toBe(name);
      const family = v.parse(familySchema, { family: recipe.recipe, architecture: recipe.architecture });
      const { parameters } = graphCost(graphOf(family, recipe.size));
      expect({ name, fits: parameters < mostParameters, parameters }).toMatchObject({ name, fits: true });
    }
  });
});

describe("recipes of the original systems", () => {
  it("are there for every generator", async () => {
    const generators = Object.keys(recipeSchemas).filter((name) => !["classifier", "segmenter"].includes(name));
    for (const kind of ["reference", "small"]) {
      expect(await readdir(folder(kind))).toEqual(expect.arrayContaining(generators.map((name) => `${name}.json`)));
    }
  });
});
