import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildAuxiliaryDiscriminator } from "../../../src/net/families/auxiliary-discriminator";
import { buildPatchDiscriminator } from "../../../src/net/families/stargan";
import type { Graph } from "../../../src/net/graph";
import { type BackendName, loadBackend } from "../../src/backend/load";
import { OneDnnUnavailableError } from "../../src/backend/onednn/errors";
import { loadLibrary } from "../../src/backend/onednn/library";
import { createRandom } from "../../src/data/random";
import { projectedValue } from "../../src/losses/adversarial";
import { gradientPenalty, type Judge, r1Penalty } from "../../src/losses/gradient-penalty";
import { runGraph } from "../../src/run/graph";
import { Parameters } from "../../src/run/parameters";

const SIZE = 16;
const BATCH = 2;

const reason = await loadLibrary().then(
  () => null,
  (error: unknown) => {
    if (error instanceof OneDnnUnavailableError) return error.message;
    throw error;
  },
);
if (reason !== null) console.log(`oneDNN is not tested here: ${reason}`);
const backends: BackendName[] = ["cpu", "wasm", ...(reason === null ? (["onednn"] as const) : [])];

const pictures = (key: number): tf.Tensor4D => {
  const random = createRandom(key);
  return tf.tensor4d(
    Float32Array.from({ length: BATCH * SIZE * SIZE * 3 }, () => random.between(-1, 1)),
    [BATCH, SIZE, SIZE, 3],
  );
};
const domains = (): tf.Tensor2D => tf.tensor2d([1, 0, 0, 1], [2, 2]);

interface Penalty {
  readonly name: string;
  readonly graph: Graph;
  readonly of: (judge: Judge) => tf.Scalar;
  readonly judge: (outputs: Record<string, tf.Tensor>) => tf.Tensor;
}

const penalties: Penalty[] = [
  {
    name: "WGAN-GP's, of the critic with a class head",
    graph: buildAuxiliaryDiscriminator({ channels: 3, layers: 2, domains: 2 }, SIZE),
    judge: (outputs) => tf.mean(outputs["patch"] ?? tf.zeros([1]), [1, 2, 3]),
    of: (judge) => gradientPenalty(judge, pictures(1), pictures(2), createRandom(3)),
  },
  {
    name: "R1, of the projection discriminator",
    graph: buildPatchDiscriminator({ channels: 3, heads: [1, 2], maps: 3 }, SIZE),
    judge: (outputs) => projectedValue(outputs, domains()),
    // The mean over all positions is nearly flat.
    of: (judge) => r1Penalty((image) => tf.mul(judge(image), 30), pictures(1)),
  },
];

/**
 * A net whose leaky ReLUs stay on their side of the kink: where they change it, the gradient jumps, which a derivative
 * does not see and a difference does.
 */
function awayFromKinks(graph: Graph): Parameters {
  const parameters = new Parameters(graph, 5);
  for (const [name, variable] of parameters.variables) {
    const sides = Float32Array.from({ length: variable.size }, (_, i) => (i % 2 === 0 ? 1.5 : -1.5));
    tf.tidy(() => variable.assign(name.endsWith(".bias") ? tf.tensor(sides, variable.shape) : tf.mul(variable, 0.4)));
  }
  return parameters;
}

describe.each(backends)("second derivatives on %s", (backend) => {
  beforeAll(async () => {
    await loadBackend({ backend });
  });

  it.each(penalties)("agree with finite differences of $name", ({ graph, judge, of }) => {
    const parameters = awayFromKinks(graph);
    const penalty = (): tf.Scalar => of((image) => judge(runGraph(graph, parameters.variables, { image })));
    const value = (): number => tf.tidy(() => penalty().dataSync()[0] ?? Number.NaN);
    const { grads } = tf.variableGrads(penalty, [...parameters.trainable]);

    let compared = 0;
    for (const [name, variable] of parameters.variables) {
      const gradient = grads[variable.name]?.dataSync<"float32">() ?? new Float32Array();
      // A bias moves a gradient at the kinks alone.
      if (!name.endsWith(".weight")) continue;
      const start = Float32Array.from(variable.dataSync<"float32">());
      // Along a random direction, so that every entry counts.
      const random = createRandom(11, compared);
      const direction = Float32Array.from(start, () => random.normal());
      const along = (step: number): number => {
        tf.tidy(() =>
          variable.assign(
            tf.tensor(
              start.map((w, i) => w + step * (direction[i] ?? 0)),
              variable.shape,
            ),
          ),
        );
        return value();
      };
      const step = 2e-3;
      const difference = (along(step) - along(-step)) / (2 * step);
      along(0);
      const slope = gradient.reduce((sum, g, i) => sum + g * (direction[i] ?? 0), 0);
      expect(Math.abs(slope - difference), `${name}: ${slope} and ${difference}`).toBeLessThan(
        0.02 * Math.abs(difference) + 1e-4,
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(2);
    expect(Math.max(...Object.values(grads).map((g) => tf.max(tf.abs(g)).dataSync()[0] ?? 0))).toBeGreaterThan(1e-2);
    tf.dispose(grads);
  });

  it("leave nothing behind", () => {
    const [{ graph, judge, of }] = penalties as [Penalty];
    const parameters = new Parameters(graph, 5);
    const once = (): number => {
      const { value, grads } = tf.variableGrads(
        () => tf.tidy(() => of((image) => judge(runGraph(graph, parameters.variables, { image })))),
        [...parameters.trainable],
      );
      tf.dispose([value, ...Object.values(grads)]);
      return tf.memory().numTensors;
    };
    once();
    expect(once()).toBe(once());
  });
});
