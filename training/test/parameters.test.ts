import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildUgatit } from "../../src/net/families";
import { Parameters } from "../src/run/parameters";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("rho of layer-instance norms", () => {
  const graph = buildUgatit({ channels: 2, residualBlocks: 1, light: true }, 16);

  it("starts where the graph says", () => {
    const parameters = new Parameters(graph, 1);
    expect([...parameters.get("adaptive.0.0.norm.rho").dataSync()]).toEqual(
      Array.from({ length: 8 }, () => Math.fround(0.9)),
    );
    expect([...parameters.get("decoder.1.norm.rho").dataSync()]).toEqual([0, 0]);
  });

  it("is brought back into [0, 1], and nothing else is", () => {
    const parameters = new Parameters(graph, 1);
    const set = (name: string): void => tf.tidy(() => parameters.get(name).assign(tf.tensor1d([-0.5, 1.5])));
    for (const name of ["decoder.1.norm.rho", "decoder.1.norm.gamma"]) set(name);
    const before = tf.memory().numTensors;
    parameters.constrain();
    expect(tf.memory().numTensors).toBe(before);
    expect([...parameters.get("decoder.1.norm.rho").dataSync()]).toEqual([0, 1]);
    expect([...parameters.get("decoder.1.norm.gamma").dataSync()]).toEqual([-0.5, 1.5]);
  });
});
