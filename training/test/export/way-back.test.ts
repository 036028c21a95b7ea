import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseModelConfig } from "../../../src/net/config";
import { buildCyclegan } from "../../../src/net/families";
import type { NamedTensor } from "../../../src/net/tensors";
import { exportRun } from "../../src/cli/export";
import { createRandom } from "../../src/data/random";
import { readModelWeights } from "../../src/models/folder";
import { parseRecipe } from "../../src/recipes";
import { RunDirectory } from "../../src/run/directory";

const names = fileURLToPath(new URL("../../recipes/domains.json", import.meta.url));
const architecture = { channels: 2, residualBlocks: 1 };
const loop = { steps: 1, batch: 1 };

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-way-"));
  const recipe = { recipe: "cyclegan", size: 16, architecture, data: { domains: ["ramen", "pad_thai"] }, loop };
  const run = await RunDirectory.create(join(root, "two-way"), { ...parseRecipe(recipe), recipeDirectory: "." });
  const random = createRandom(4);
  const tensors = ["ema/", "ema-back/"].flatMap((prefix) =>
    buildCyclegan(architecture, 16).parameters.map(({ name, shape }): [string, NamedTensor] => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      return [prefix + name, { dtype: "F32", shape, data: Float32Array.from({ length }, () => random.normal()) }];
    }),
  );
  await run.saveCheckpoint({ step: 1 }, new Map(tensors));
  await run.appendStats({ step: 1, cycle: 0.5 });
});
afterAll(() => rm(root, { recursive: true }));

describe("a run that goes both ways", () => {
  it("is exported either way, with the dish that this way makes", async () => {
    const kernels: (Float32Array | undefined)[] = [];
    for (const [way, dish] of [
      ["there", "pad_thai"],
      ["back", "ramen"],
    ] as const) {
      const to = join(root, "models", way);
      await exportRun(join(root, "two-way"), { to, names, way });
      const config = parseModelConfig(JSON.parse(await readFile(join(to, "config.json"), "utf8")));
      expect(config).toMatchObject({ family: "cyclegan", domains: [{ id: dish }] });
      kernels.push((await readModelWeights(to)).weights.get("encoder.0.conv.weight")?.data);
      expect((await readFile(join(to, "README.md"), "utf8")).includes("the way back")).toBe(way === "back");
    }
    const checkpoint = await (await RunDirectory.open(join(root, "two-way"))).run.loadCheckpoint();
    for (const [index, prefix] of ["ema/", "ema-back/"].entries()) {
      const trained = checkpoint?.tensors.get(`${prefix}encoder.0.conv.weight`)?.data ?? [];
      // int8: within half a step of the largest.
      kernels[index]?.forEach((value, i) => expect(Math.abs(value - (trained[i] ?? Number.NaN))).toBeLessThan(0.02));
    }
  });

  it("is told where there is no way back", async () => {
    const judge = fileURLToPath(new URL("../../checkpoints/judge", import.meta.url));
    const exported = exportRun(judge, { to: join(root, "models", "judge"), names, way: "back" });
    await expect(exported).rejects.toThrow(/holds a classifier, which has no way back/);
  });
});
