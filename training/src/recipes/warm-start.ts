import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { readSafetensors } from "../../../src/net/safetensors";
import type { TensorMap } from "../../../src/net/tensors";
import type { RecipeContext } from "./context";

/** Parameters that open from 0: a generator without them is one that has not used them yet. */
const OPENING = /^skip\./;

/** Stored values, and fresh ones for those parameters that a generator may lack. */
export function withOpening(stored: TensorMap, fresh: TensorMap): TensorMap {
  return new Map([...[...fresh].filter(([name]) => OPENING.test(name)), ...stored]);
}

/**
 * Reads a generator to start from: a file of weights, or a run's checkpoint, of which the averaged ones count. A relative path counts from the data root, then from the recipe.
 * @throws Error if no such file is there, or its domains are others than the recipe's.
 */
export async function readWarmStart(
  path: string,
  domains: readonly string[],
  context: RecipeContext,
): Promise<TensorMap> {
  const places = [resolve(context.data, path), resolve(context.base, path)];
  for (const place of places) {
    const bytes = await readFile(place).catch(() => null);
    if (!bytes) continue;
    const { tensors, metadata } = readSafetensors(bytes);
    const stored = metadata["domains"];
    if (stored !== undefined && stored !== domains.join()) {
      throw new Error(`${place} knows the domains ${stored}; the recipe names ${domains.join()}`);
    }
    const averaged = [...tensors].filter(([name]) => name.startsWith("ema/"));
    return averaged.length === 0 ? tensors : new Map(averaged.map(([name, tensor]) => [name.slice(4), tensor]));
  }
  throw new Error(`no generator to start from at ${places.join(" or ")}`);
}
