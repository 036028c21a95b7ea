import { readFile } from "node:fs/promises";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { withOptionTables } from "../../src/cli/options";
import { nearest } from "../../src/options/check";
import { describeOptions } from "../../src/options/describe";
import { noteOf, recipeNotes, sharedNotes } from "../../src/options/notes";
import { optionRows, optionsAsText } from "../../src/options/table";
import { parseRecipe, RecipeError, recipeSchemas } from "../../src/recipes";
import { tinyRecipes } from "../tiny";

const schemas = Object.entries(recipeSchemas);
const root = join(import.meta.dirname, "../../..");

function problemsOf(json: unknown): string[] {
  try {
    parseRecipe(json);
  } catch (error) {
    if (error instanceof RecipeError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("the option table", () => {
  it.each(schemas)("says what every option of %s does", (name, schema) => {
    const silent = describeOptions(schema).filter(({ path }) => noteOf(name, path) === undefined);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it("says nothing about options that are not there", () => {
    const paths = new Map(schemas.map(([name, schema]) => [name, describeOptions(schema).map(({ path }) => path)]));
    for (const [name, notes] of Object.entries(recipeNotes)) {
      expect(paths.get(name)).toEqual(expect.arrayContaining(Object.keys(notes)));
    }
    expect([...paths.values()].flat()).toEqual(expect.arrayContaining(Object.keys(sharedNotes)));
  });

  it("gives the defaults that recipes get", () => {
    const recipe: unknown = parseRecipe(tinyRecipes.stargan("critic", 1));
    const wanted = optionRows("stargan", recipeSchemas.stargan).filter(({ option }) => option.startsWith("weights."));
    expect(wanted.length).toBeGreaterThan(5);
    expect(recipe).toMatchObject({
      weights: Object.fromEntries(
        wanted.map(({ option, preset }) => [option.slice("weights.".length), JSON.parse(preset) as unknown]),
      ),
    });
  });

  it("stands in docs/training.md as it is printed", async () => {
    const document = await readFile(join(root, "docs/training.md"), "utf8");
    // If this fails: npx mealshift options --into docs/training.md
    expect(withOptionTables(document)).toBe(document);
  });

  it("refuses a document without its marks", () => {
    expect(() => withOptionTables("# Training\n")).toThrow(/lacks the lines/);
  });

  it("reads as two lines an option on a terminal", () => {
    const text = optionsAsText(optionRows("stargan", recipeSchemas.stargan)).split("\n");
    const line = text.findIndex((candidate) => candidate.startsWith("loop.batch"));
    expect(text[line]).toMatch(/^loop\.batch +whole number from 1; required$/);
    expect(text[line + 1]?.trim()).toBe("pictures in a step");
  });
});

describe("a recipe that says something wrong", () => {
  const stargan = tinyRecipes.stargan("critic", 1);

  it("is told the option that may be meant", () => {
    expect(problemsOf({ ...stargan, weights: { cycel: 1 } })).toEqual([
      "weights.cycel is not an option of stargan; did you mean weights.cycleFull or weights.cyclePooled?",
    ]);
    expect(problemsOf({ ...stargan, batch: 4 })).toEqual([
      "batch is not an option of stargan; did you mean loop.batch?",
    ]);
    expect(problemsOf({ ...stargan, xyzzy: 4 })).toEqual([
      "xyzzy is not an option of stargan; mealshift options stargan lists them all",
    ]);
  });

  it("is told every mistake at once", () => {
    const { data: _, ...without } = stargan;
    const wrong = {
      ...without,
      sead: 3,
      generatorRat: 1,
      size: "big",
      loop: { steps: 1.5, batch: 0, sampelEvery: 3 },
      discriminator: { channels: 4, heads: [2, "x"] },
    };
    expect(problemsOf(wrong)).toEqual([
      "loop.sampelEvery is not an option of stargan; did you mean loop.sampleEvery?",
      "sead is not an option of stargan; did you mean seed?",
      "generatorRat is not an option of stargan; did you mean generatorRate?",
      expect.stringMatching(/^size is "big"; wanted: number.*, a multiple of 16$/),
      expect.stringMatching(/^discriminator\.heads\.1 is "x"; wanted: list of /),
      expect.stringMatching(/^data is missing/),
      "loop.steps is 1.5; wanted: whole number from 1",
      "loop.batch is 0; wanted: whole number from 1",
    ]);
  });

  it("is told the recipe that may be meant", () => {
    expect(problemsOf({ recipe: "stargun" })).toEqual(["there is no recipe stargun; did you mean stargan?"]);
    expect(problemsOf({ recipe: "xyzzyplugh" })[0]).toMatch(/^there is no recipe xyzzyplugh; there are /);
    expect(problemsOf([])[0]).toMatch(/names what it trains/);
  });
});

describe("nearest", () => {
  const options = describeOptions(recipeSchemas.stargan).map(({ path }) => path);

  it("finds an option through one wrong letter", () => {
    fc.assert(
      fc.property(fc.constantFrom(...options), fc.nat(), fc.constantFrom("a", "z", "Q"), (option, position, letter) => {
        const at = position % option.length;
        const misspelt = `${option.slice(0, at)}${letter}${option.slice(at + 1)}`;
        expect(nearest(misspelt, options)).toContain(option);
      }),
    );
  });
});
