import { readFile, writeFile } from "node:fs/promises";

import { optionRows, optionsAsMarkdown, optionsAsText } from "../options/table";
import { recipeSchemas, schemaOfRecipe } from "../recipes";

const START = "<!-- options: written by `npx mealshift options --into` -->";
const END = "<!-- end of options -->";

/** `mealshift options`: what a recipe, or each, may say; or the same as tables into a document. */
export async function printOptions(recipe: string | undefined, options: { readonly into?: string }): Promise<void> {
  if (options.into !== undefined) {
    await writeFile(options.into, withOptionTables(await readFile(options.into, "utf8")));
    return;
  }
  const names = recipe === undefined ? Object.keys(recipeSchemas) : [recipe];
  const texts = names.map((name) => `${name}\n\n${optionsAsText(optionRows(name, schemaOfRecipe(name)))}\n`);
  process.stdout.write(texts.join("\n"));
}

/** A document with the tables of all recipes between its two marks. @throws Error if it lacks the marks. */
export function withOptionTables(document: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the document lacks the lines ${START} and ${END}`);
  const recipes = Object.entries(recipeSchemas).map(([name, schema]) => ({ name, rows: optionRows(name, schema) }));
  return `${document.slice(0, start)}${START}\n\n${optionsAsMarkdown(recipes)}\n\n${document.slice(end)}`;
}
