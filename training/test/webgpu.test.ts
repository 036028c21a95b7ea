import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildClassifier } from "../../src/net/families/classifier";
import { buildPatchDiscriminator, buildStargan } from "../../src/net/families/stargan";
import { loadBackend } from "../src/backend/load";
import { createRandom } from "../src/data/random";
import { hingeDiscriminatorLoss, hingeGeneratorLoss } from "../src/losses/adversarial";
import { diffAugment } from "../src/losses/diff-augment";
import { l1, luminanceStructure, maskedL1, pooledL1 } from "../src/losses/structure";
import { oneHot } from "../src/recipes/stargan-batch";
import { runGraph } from "../src/run/graph";
import { Parameters } from "../src/run/parameters";
import { softwareDriver } from "./software-driver";

const SIZE = 16;
const generatorGraph = buildStargan({ channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 }, SIZE);
const discriminatorGraph = buildPatchDiscriminator({ channels: 4, heads: [1, 2], maps: 3 }, SIZE);
const classifierGraph = buildClassifier({ channels: [4, 6], classes: 2, dropout: 0 }, SIZE);

/** Gradients of the losses of a StarGAN step (and of a classifier's) by every weight, by net and parameter. */
async function gradients(): Promise<Map<string, Float32Array>> {
  const generator = new Parameters(generatorGraph, 1);
  const discriminator = new Parameters(discriminatorGraph, 2);
  const classifier = new Parameters(classifierGraph, 3);
  const waves = (phase: number): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: 2 * SIZE * SIZE * 3 }, (_, i) => Math.sin(i * 0.37 + phase)),
      [2, SIZE, SIZE, 3],
    );
  const [image, real] = [waves(0), waves(1)];
  const [source, target] = [oneHot([0, 1], 2), oneHot([1, 0], 2)];
  const background = tf.tensor4d(
    Array.from({ length: 2 * SIZE * SIZE }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    [2, SIZE, SIZE, 1],
  );
  const translate = (x: tf.Tensor4D, domain: tf.Tensor2D): tf.Tensor4D =>
    runGraph(generatorGraph, generator.variables, { image: x, domain })["image"] as tf.Tensor4D;
  const judge = (x: tf.Tensor4D): Record<string, tf.Tensor> => {
    const augmented = diffAugment(x, ["colour", "translation", "cutout"], createRandom(5));
    return runGraph(discriminatorGraph, discriminator.variables, { image: augmented });
  };
  const losses: Record<string, { of: Parameters; loss: () => tf.Scalar }> = {
    generator: {
      of: generator,
      loss: () => {
        const translated = translate(image, target);
        const back = translate(translated, source);
        return tf.addN([
          hingeGeneratorLoss(judge(translated), target),
          pooledL1(back, image),
          l1(back, image),
          luminanceStructure(translated, image),
          maskedL1(translated, image, background),
        ]);
      },
    },
    discriminator: {
      of: discriminator,
      loss: () => hingeDiscriminatorLoss(judge(real), target, judge(image), target),
    },
    classifier: {
      of: classifier,
      loss: () => {
        const { logits } = runGraph(classifierGraph, classifier.variables, { image }, { training: true });
        return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), target), 1)));
      },
    },
  };
  const found = new Map<string, Float32Array>();
  for (const [net, { of, loss }] of Object.entries(losses)) {
    const { grads } = tf.variableGrads(loss, [...of.trainable]);
    for (const [name, variable] of of.variables) {
      const values = await grads[variable.name]?.data<"float32">();
      if (variable.trainable) found.set(`${net}/${name}`, new Float32Array(values ?? []));
    }
  }
  return found;
}

describe.skipIf(softwareDriver === null)("WebGPU", () => {
  let expected = new Map<string, Float32Array>();

  beforeAll(async () => {
    await loadBackend({ backend: "cpu" });
    expected = await gradients();
    process.env["VK_DRIVER_FILES"] = softwareDriver ?? "";
    await loadBackend({ backend: "webgpu", adapter: "software" });
  });

  it("computes the gradients of every weight as the cpu backend does", async () => {
    expect(tf.getBackend()).toBe("webgpu");
    const found = await gradients();
    expect(expected.size).toBeGreaterThan(30);
    for (const [name, reference] of expected) {
      const scale = Math.max(...reference.map(Math.abs), 1e-3);
      const other = found.get(name) ?? new Float32Array();
      const worst = Math.max(...reference.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN)))) / scale;
      expect({ name, agrees: reference.length > 0 && worst < 1e-3 }).toEqual({ name, agrees: true });
    }
  });

  it("passes a software adapter over unless it is asked for", async () => {
    await expect(loadBackend({ backend: "webgpu" })).rejects.toThrow(/is software/);
  });
});
