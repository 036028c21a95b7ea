import { readFile } from "node:fs/promises";
import { join } from "node:path";

const loop = (steps: number, batch: number): object => ({
  steps,
  batch,
  logEvery: 1,
  checkpointSeconds: 3600,
  sampleEvery: 6,
});
const data = { domains: ["red", "green"], storedSize: 40, holdOut: { block: 1, modulo: 3, remainder: 2 } };

/** Recipes that train in seconds on two made-up dishes. */
export const tinyRecipes = {
  segmenter: (_critic: string, steps: number): Record<string, unknown> => ({
    recipe: "segmenter",
    size: 32,
    architecture: { channels: [4, 6], classes: 2 },
    data: { prefix: "plate_", dishValue: 2, holdOut: { modulo: 4, remainders: [3] } },
    loop: loop(steps, 3),
  }),
  classifier: (_critic: string, steps: number): Record<string, unknown> => ({
    recipe: "classifier",
    size: 32,
    architecture: { channels: [4, 6], classes: 2, dropout: 0.3 },
    data,
    loop: loop(steps, 4),
  }),
  stargan: (critic: string, steps: number): Record<string, unknown> => ({
    recipe: "stargan",
    size: 32,
    architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 },
    discriminator: { channels: 4, heads: [2, 3], projected: { channels: 3, depths: [1, 2] } },
    data,
    critic,
    discriminatorWarmup: 1,
    loop: loop(steps, 4),
  }),
};

export async function parseConfigFile(directory: string): Promise<{ recipe: string }> {
  return JSON.parse(await readFile(join(directory, "config.json"), "utf8")) as { recipe: string };
}
