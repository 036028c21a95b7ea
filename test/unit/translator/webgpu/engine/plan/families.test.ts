import { expect, test } from "vitest";

import { foldBatchNorm } from "../../../../../../src/net/fold";
import { seededRandom } from "../../../../../../src/translator/selftest/tiny";
import { lower } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import { families } from "../families";
import { interpret, randomInputs, randomWeights, worstDifference } from "../reference";
import { execute } from "./executor";

test.each(Object.entries(families))("%s, lowered and with shared buffers, as the interpreter", async (_, build) => {
  const graph = build();
  const random = seededRandom(1);
  const weights = randomWeights(graph, random);
  const inputs = randomInputs(graph, 1, random);
  const expected = await interpret(graph, weights, inputs, 1);
  const network = foldBatchNorm(graph, weights);
  const found = execute(lower(network.graph, network.weights), 1, inputs);
  const differences = Object.keys(expected).map((name) => worstDifference(found[name], expected[name]));
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});
