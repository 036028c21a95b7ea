import fc from "fast-check";
import { expect, test } from "vitest";

import { foldBatchNorm } from "../../../../../../src/net/fold";
import { seededRandom } from "../../../../../../src/translator/selftest/tiny";
import { lower } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import { interpret, randomInputs, randomWeights, worstDifference } from "../reference";
import { execute } from "./executor";
import { randomGraph } from "./random-graph";

/** Beside smaller numbers rounding errors of norms of constants count for too much. */
const SMALL = 0.1;

const drawn = fc.record({
  graph: randomGraph,
  batch: fc.integer({ min: 1, max: 2 }),
  folds: fc.boolean(),
  seed: fc.nat(1e6),
});

test("any graph, lowered and with shared buffers, gives what the interpreter gives", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ graph, batch, folds, seed }) => {
      const random = seededRandom(seed);
      const weights = randomWeights(graph, random);
      const inputs = randomInputs(graph, batch, random);
      const expected = await interpret(graph, weights, inputs, batch);
      const network = folds ? foldBatchNorm(graph, weights) : { graph, weights };
      const found = execute(lower(network.graph, network.weights), batch, inputs);
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      const differences = Object.entries(expected).map(([name, values]) => ({
        name,
        difference: worstDifference(found[name], values, SMALL),
      }));
      expect(differences.filter(({ difference }) => difference >= 1e-4)).toEqual([]);
    }),
    { numRuns: 1000, seed: 8 },
  );
});
