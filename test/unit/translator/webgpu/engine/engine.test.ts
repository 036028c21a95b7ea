import { beforeAll, describe, expect, test } from "vitest";

import type { Graph } from "../../../../../src/net/graph";
import { seededRandom } from "../../../../../src/translator/selftest/tiny";
import { Engine } from "../../../../../src/translator/webgpu/engine";
import { requestDevice } from "./device";
import { families } from "./families";
import { interpret, randomInputs, randomWeights, worstDifference } from "./reference";

let device: GPUDevice;
const errors: string[] = [];
beforeAll(async () => {
  device = await requestDevice();
  device.addEventListener("uncapturederror", ({ error }) => errors.push(error.message));
});

/** Worst difference of any output from the interpreter's. */
async function compare(graph: Graph, batch = 1, seed = 1): Promise<number> {
  const random = seededRandom(seed);
  const weights = randomWeights(graph, random);
  const inputs = randomInputs(graph, batch, random);
  const expected = await interpret(graph, weights, inputs, batch);
  const engine = await Engine.create(device, { graph, weights }, { arithmetic: "f32", batch });
  const found = await engine.run(inputs);
  engine.dispose();
  expect(errors.splice(0)).toEqual([]);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  return Math.max(...Object.keys(expected).map((name) => worstDifference(found[name], expected[name])));
}

describe("whole networks give what the interpreter gives", () => {
  // The other families are planned and executed without a device, which takes no time (plan/families.test.ts).
  const chosen = ["stargan with conditional norm and skips", "ugatit, full"];
  test.each(Object.entries(families).filter(([name]) => chosen.includes(name)))(
    "%s",
    { timeout: 60_000 },
    async (_, build) => {
      expect(await compare(build())).toBeLessThan(1e-4);
    },
  );
});
