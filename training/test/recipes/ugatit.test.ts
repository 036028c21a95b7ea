import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildUgatit } from "../../../src/net/families/ugatit";
import { runGraph } from "../../../src/net/interpreter";
import { loadBackend } from "../../src/backend/load";
import { outputOf } from "../../src/recipes/ugatit-adversary";
import { pictureOf } from "../../src/run/averaged-net";
import { expectDescent } from "./descent";
import {
  discData,
  DISC_SIZE,
  largestDifference,
  makeDiscs,
  meanOf,
  readDisc,
  redness,
  train,
  trainerOf,
  weightsUnder,
} from "./discs";

const architecture = { channels: 4, residualBlocks: 1, light: true };
const recipe = (steps: number): Record<string, unknown> => ({
  recipe: "ugatit",
  size: DISC_SIZE,
  architecture,
  discriminator: { channels: 4, globalLayers: 2, localLayers: 1 },
  data: discData,
  learningRate: 3e-3,
  emaDecay: 0.8,
  loop: { steps, batch: 2 },
});

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-ugatit-"));
  await makeDiscs(root);
  await loadBackend({ backend: "wasm" });
});

describe("ugatit", () => {
  it("goes down the gradients of generators and discriminators in its first step", async () => {
    // The discriminators step first: what the generators do would move what judges them.
    const alone = () => trainerOf(root, { ...recipe(10), weights: { adversarial: 0, cam: 10 } });
    const generators = ({ cycle = 0, identity = 0, cam = 0 }) => 10 * (cycle + identity + cam);
    // Rho is brought back to [0, 1].
    for (const prefix of ["weights/", "weights-back/"]) await expectDescent(alone, prefix, generators, 3e-3, /rho$/);
    const together = () => trainerOf(root, recipe(10));
    for (const prefix of ["discriminator-first-global/", "discriminator-second-local/"]) {
      await expectDescent(together, prefix, ({ discriminator = 0 }) => discriminator, 3e-3);
    }
  });

  it("learns to recolour discs", async () => {
    const steps = 45;
    const trainer = await trainerOf(root, recipe(steps));
    const history = train(trainer, 0, steps);
    for (const name of ["cycle", "identity", "cam"]) {
      const [early, late] = [meanOf(history.slice(0, 10), name), meanOf(history.slice(-10), name)];
      expect({ name, falls: late < 0.7 * early }).toEqual({ name, falls: true });
    }

    const weights = await trainer.save();
    const run = (image: tf.Tensor4D, prefix: string): Record<string, tf.Tensor> =>
      runGraph(buildUgatit(architecture, DISC_SIZE), weightsUnder(weights, prefix), { image });
    const red = await readDisc(root, "red", "02.png");
    const blue = await readDisc(root, "blue", "02.png");
    const [toBlue, toRed] = [run(red, "ema/"), run(blue, "ema-back/")];
    expect(redness(pictureOf(toBlue))).toBeLessThan(-0.2);
    expect(redness(pictureOf(toRed))).toBeGreaterThan(0.2);

    // The activation tells source from target, by the discs more than by as many pixels of the table.
    const shares: number[] = [];
    for (const name of ["02.png", "05.png", "08.png", "11.png"]) {
      const pair = [await readDisc(root, "red", name), await readDisc(root, "blue", name)] as const;
      for (const [prefix, source, target] of [["ema/", ...pair] as const, ["ema-back/", pair[1], pair[0]] as const]) {
        const activation = (image: tf.Tensor): tf.Tensor =>
          tf.sum(outputOf(run(image as tf.Tensor4D, prefix), "cam.logits"));
        expect(activation(source).dataSync()[0]).toBeGreaterThan(1);
        expect(activation(target).dataSync()[0]).toBeLessThan(-1);
        const changed = tf.cast(tf.greater(tf.sum(tf.abs(tf.sub(source, target)), 3), 0.5), "float32");
        const slope = tf.sum(tf.abs(tf.grad(activation)(source)), 3);
        const inside = tf.div(tf.sum(tf.mul(slope, changed)), tf.sum(changed));
        const outside = tf.div(tf.sum(tf.mul(slope, tf.sub(1, changed))), tf.sum(tf.sub(1, changed)));
        shares.push(tf.div(inside, outside).dataSync()[0] ?? Number.NaN);
      }
    }
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(1.1);
  });

  it("goes on after a stop as if there had been none, spectral norms and moments included", async () => {
    const straight = await trainerOf(root, recipe(5));
    train(straight, 0, 5);
    const before = await trainerOf(root, recipe(5));
    train(before, 0, 3);
    const after = await trainerOf(root, recipe(5));
    await after.restore(await before.save());
    train(after, 3, 5);
    expect(largestDifference(await straight.save(), await after.save())).toBeLessThan(1e-5);
  });

  it("leaves nothing behind, and every rho in [0, 1]", async () => {
    const trainer = await trainerOf(root, { ...recipe(9), learningRate: 0.5 });
    train(trainer, 0, 2);
    const before = tf.memory().numTensors;
    train(trainer, 2, 4);
    expect(tf.memory().numTensors).toBe(before);
    const rho = [...(await trainer.save())].filter(([name]) => /^weights.*\.rho$/.test(name));
    expect(rho.length).toBeGreaterThan(4);
    const values = rho.flatMap(([, { data }]) => [...data]);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBe(1);
  });
});
