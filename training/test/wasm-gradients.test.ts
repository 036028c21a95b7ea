import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";

interface Case {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly stride: number;
  readonly pad: "same" | "valid" | [[number, number], [number, number], [number, number], [number, number]];
}

const onePixel: Case["pad"] = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];
const cases: readonly Case[] = [
  { x: [2, 6, 8, 3], filter: [3, 3, 3, 4], stride: 1, pad: "same" },
  { x: [2, 7, 5, 2], filter: [7, 7, 2, 3], stride: 1, pad: "same" },
  { x: [1, 8, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: onePixel },
  { x: [3, 8, 6, 2], filter: [4, 4, 2, 3], stride: 2, pad: onePixel },
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 2], stride: 2, pad: "same" },
  // A last row and column that no window reaches: the gradient there is zero.
  { x: [1, 8, 9, 2], filter: [3, 3, 2, 2], stride: 3, pad: "valid" },
  { x: [2, 5, 5, 4], filter: [1, 1, 4, 2], stride: 1, pad: "valid" },
];

const wave = ([n, h, w, c]: readonly [number, number, number, number], phase: number): tf.Tensor4D => {
  const data = Float32Array.from({ length: n * h * w * c }, (_, i) => Math.sin(i * 1.3 + phase));
  return tf.tensor4d(data, [n, h, w, c]);
};

function gradients({ x, filter, stride, pad }: Case): Float32Array[] {
  const loss = (image: tf.Tensor, kernel: tf.Tensor): tf.Scalar => {
    const y = tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, stride, pad);
    return tf.sum(tf.mul(y, wave(y.shape, 4)));
  };
  return tf
    .grads(loss)([wave(x, 0), wave(filter, 2)])
    .map((tensor) => Float32Array.from(tensor.dataSync()));
}

describe("gradients of conv2d as forward convolutions on wasm", () => {
  const expected: Float32Array[][] = [];

  beforeAll(async () => {
    // The reference first: loading wasm replaces the gradient for every backend.
    await loadBackend({ backend: "cpu" });
    for (const one of cases) expected.push(gradients(one));
    await loadBackend({ backend: "wasm" });
  });

  it.each(
    cases.map((value, index) => ({
      index,
      ...value,
      title: `${value.x.join("x")} by ${value.filter.join("x")}, stride ${value.stride}`,
    })),
  )("agrees with the cpu backend: $title", ({ index }) => {
    const found = gradients(cases[index] as Case);
    expect(tf.getBackend()).toBe("wasm");
    expected[index]?.forEach((reference, which) => {
      expect(found[which]).toHaveLength(reference.length);
      reference.forEach((value, i) => expect(found[which]?.[i]).toBeCloseTo(value, 3));
    });
  });
});

describe("loadBackend", () => {
  it("says why a backend that was asked for is not there", async () => {
    await expect(loadBackend({ backend: "tfjs-node-gpu" })).rejects.toThrow(
      /no backend could be started \(tfjs-node-gpu: Cannot find package/,
    );
  });
});
