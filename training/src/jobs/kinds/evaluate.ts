import { resolve } from "node:path";

import * as v from "valibot";

import { loadBackend } from "../../backend/load";
import { evaluateModel, type Evaluation } from "../../metrics";
import { jobKind } from "./kind";

const place = v.string();

/** Metrics of a run or a model on what its recipe holds out: {@link Evaluation}. */
export const evaluate = jobKind({
  input: v.strictObject({
    model: place,
    recipe: v.exactOptional(place),
    judge: v.exactOptional(place),
    palette: v.exactOptional(place),
    metrics: v.exactOptional(v.array(v.string())),
    seed: v.exactOptional(v.number()),
    seeds: v.exactOptional(v.number()),
    quick: v.exactOptional(v.boolean()),
    sources: v.exactOptional(v.number()),
    pictures: v.exactOptional(v.number()),
  }),
  run: async ({ model, recipe, judge, palette, ...settings }, { places, backend, progress }): Promise<Evaluation> => {
    const pathOf = (named: string | undefined): string | undefined => named && places.pathOf(named);
    await loadBackend(backend);
    progress(0, 1);
    return evaluateModel({
      ...settings,
      model: places.pathOf(model),
      recipe: pathOf(recipe),
      judge: pathOf(judge),
      palette: pathOf(palette),
      data: places.roots.data,
      cache: resolve(".cache/images"),
    });
  },
});
