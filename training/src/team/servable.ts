import type { BackendName } from "../backend/load";
import type { Recipe } from "../recipes";
import { SharedTrainingError } from "./errors";

const batchNorm = "its batch norm takes the statistics of the whole batch, which no worker sees";

/** @throws SharedTrainingError if `workers` workers cannot train a recipe to the result that one would have. */
export function requireServable(recipe: Recipe, workers: number, backend: BackendName | undefined): void {
  if (workers === 1) return;
  const reason = reasonAgainst(recipe);
  if (reason !== null) throw new SharedTrainingError(`${recipe.recipe} cannot be shared between workers: ${reason}`);
  const { batch } = recipe.loop;
  if (batch % workers !== 0) {
    const fitting = Array.from({ length: batch - 1 }, (_, i) => i + 2).filter((count) => batch % count === 0);
    throw new SharedTrainingError(
      `batches of ${batch} cannot be shared evenly by ${workers} workers: ${fitting.length > 0 ? `take ${fitting.join(", ")} of them` : "they need more than one picture"}, or another loop.batch`,
    );
  }
  if (backend !== undefined && backend !== "wasm" && backend !== "onednn") {
    throw new SharedTrainingError(`${backend} cannot be shared between workers: only onednn and wasm can`);
  }
}

function reasonAgainst(recipe: Recipe): string | null {
  switch (recipe.recipe) {
    case "classifier":
    case "segmenter":
    case "dcgan":
      return batchNorm;
    case "pix2pix":
      return "its drop-out is drawn for the whole batch at once";
    case "stargan":
    case "cyclegan":
    case "ugatit":
      return null;
  }
}
