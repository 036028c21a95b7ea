import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";

/** One axis: elements before the block, of the block, after it. */
const axis = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }));
const axes = fc.array(axis, { minLength: 1, maxLength: 5 });
const dtype = fc.constantFrom("float32", "int32", "bool");

function counted(shape: number[], type: "float32" | "int32" | "bool"): tf.Tensor {
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (type === "bool" ? i % 3 : i + 1));
  return tf.tensor(values, shape, type);
}

async function onBoth(run: () => tf.Tensor): Promise<{ shape: number[]; values: number[] }[]> {
  const results = [];
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    results.push(
      tf.tidy(() => {
        const result = run();
        return { shape: result.shape, values: [...result.dataSync()] };
      }),
    );
  }
  return results;
}

describe("kernels that replace those of the wasm backend", () => {
  beforeAll(async () => {
    await import("@tensorflow/tfjs-backend-cpu");
    await loadBackend({ backend: "wasm" });
  });

  it("slice as the cpu backend does", async () => {
    await fc.assert(
      fc.asyncProperty(axes, dtype, async (parts, type) => {
        const [expected, found] = await onBoth(() =>
          tf.slice(
            counted(
              parts.map(([before, extent, after]) => before + extent + after),
              type,
            ),
            parts.map(([before]) => before),
            parts.map(([, extent]) => extent),
          ),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  it("pad as the cpu backend does", async () => {
    await fc.assert(
      fc.asyncProperty(axes, fc.integer({ min: -2, max: 2 }), async (parts, constant) => {
        const [expected, found] = await onBoth(() =>
          tf.pad(
            counted(
              parts.map(([, extent]) => extent),
              "float32",
            ),
            parts.map(([before, , after]): [number, number] => [before, after]),
            constant,
          ),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  it("split and join as the cpu backend does", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 4 });
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(shapes, sizes, fc.nat(), async (shape, parts, seed) => {
        const along = seed % shape.length;
        const whole = shape.with(
          along,
          parts.reduce((a, b) => a + b, 0),
        );
        const [expected, found] = await onBoth(() => {
          const pieces = tf.split(counted(whole, "float32"), parts, along);
          return tf.concat(pieces.toReversed(), along);
        });
        expect(found).toEqual(expected);
      }),
    );
  });

  it("clone without a copy, each clone with a life of its own", async () => {
    await tf.setBackend("wasm");
    const first = tf.tensor1d([1, 2, 3]);
    const second = tf.clone(first);
    first.dispose();
    const third = tf.mul(second, 2);
    expect([...second.dataSync(), ...third.dataSync()]).toEqual([1, 2, 3, 2, 4, 6]);
    second.dispose();
    expect(() => second.dataSync()).toThrow(/disposed/);
  });
});
