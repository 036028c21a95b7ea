import { resolve } from "node:path";

import * as v from "valibot";

import { loadBackend } from "../../backend/load";
import { parseRecipe } from "../../recipes";
import { trainRecipe } from "../../run/train-recipe";
import { JobHandedBackError } from "../errors";
import { jobKind } from "./kind";

/** What a run has come to: {@link import("../../run/train-recipe").TrainedRecipe}. */
export const trainResultSchema = v.strictObject({
  pictures: v.number(),
  steps: v.number(),
  figures: v.record(v.string(), v.number()),
});
export type TrainResult = v.InferOutput<typeof trainResultSchema>;

/** A recipe to its last step in a run directory, gone on with from its last checkpoint whoever began it. */
export const train = jobKind({
  input: v.strictObject({
    /** As JSON; its critic is a place. */
    recipe: v.looseObject({ critic: v.exactOptional(v.string()) }),
    run: v.string(),
    /** Directory that the recipe's relative paths count from. */
    base: v.string(),
  }),
  run: async ({ recipe: json, run, base }, { places, backend, signal, progress }): Promise<TrainResult> => {
    const { critic } = json;
    const recipe = parseRecipe(critic === undefined ? json : { ...json, critic: places.pathOf(critic) });
    await loadBackend(backend);
    const trained = await trainRecipe({
      recipe,
      run: places.pathOf(run),
      base: places.pathOf(base),
      data: places.roots.data,
      cache: resolve(".cache/images"),
      log: () => undefined,
      onProgress: ({ step, steps }) => progress(step, steps),
      signal,
    });
    if (!trained) throw new JobHandedBackError(`${run} is saved, and can be gone on with`);
    return trained;
  },
});
