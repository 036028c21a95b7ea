import fc from "fast-check";
import { expect, test } from "vitest";

import type { FloatTensor } from "../../../../../../src/net/tensors";
import { RowTable } from "../../../../../../src/translator/webgpu/engine/plan/rows";

const number = fc.integer({ min: -64, max: 64 }).map((value) => value / 8);

/** Tables of gamma and beta, `[domains, channels]`. */
const tables = fc
  .record({ domains: fc.integer({ min: 1, max: 4 }), channels: fc.integer({ min: 1, max: 9 }) })
  .chain(({ domains, channels }) => {
    const count = domains * channels;
    const table = fc
      .array(number, { minLength: count, maxLength: count })
      .map((data): FloatTensor => ({ shape: [domains, channels], data: Float32Array.from(data) }));
    const mix = fc
      .array(
        fc.nat(8).map((share) => share / 8),
        { minLength: domains, maxLength: domains },
      )
      .map((shares) => Float32Array.from(shares));
    return fc.record({ gamma: table, beta: table, one: mix, other: mix });
  });

function rowsOf(gamma: FloatTensor, beta: FloatTensor): RowTable {
  const rows = new RowTable();
  rows.row(gamma.shape[1] ?? 0, gamma, beta);
  return rows;
}

test("rows of a mix of dishes are the mix of their rows", () => {
  fc.assert(
    fc.property(tables, ({ gamma, beta, one, other }) => {
      const rows = rowsOf(gamma, beta);
      // Eighths: exact in 32-bit floats.
      const fill = (weights: Float32Array): Float32Array => rows.fill(1, weights.length, weights);
      const both = fill(one.map((weight, at) => (weight + (other[at] ?? 0)) / 2));
      const [a, b] = [fill(one), fill(other)];
      expect(both).toEqual(a.map((value, at) => (value + (b[at] ?? 0)) / 2));
    }),
  );
});

test("each sample of a batch has the rows of its own dish, or all the same", () => {
  fc.assert(
    fc.property(tables, ({ gamma, beta, one, other }) => {
      const rows = rowsOf(gamma, beta);
      const batch = rows.fill(2, one.length, Float32Array.of(...one, ...other));
      const single = [...rows.fill(1, one.length, one), ...rows.fill(1, one.length, other)];
      expect([...batch]).toEqual(single);
      expect([...rows.fill(2, one.length, one)]).toEqual([
        ...single.slice(0, single.length / 2),
        ...single.slice(0, single.length / 2),
      ]);
    }),
  );
});

test("constants come first, then scale and shift of each block, 1 and 0 where there are none", () => {
  const rows = new RowTable();
  const gamma = { shape: [5], data: Float32Array.of(1, 2, 3, 4, 5) };
  const beta = { shape: [5], data: Float32Array.of(6, 7, 8, 9, 10) };
  expect([rows.row(5, gamma, beta), rows.row(2, null, null)]).toEqual([0, 4]);
  expect([rows.constant(Float32Array.of(0.5)), rows.constant(Float32Array.of(0.25))]).toEqual([0, 1]);
  expect([rows.constantBlocks, rows.stride]).toEqual([2, 6]);
  expect([...rows.fill(1, 1, Float32Array.of(0.75))]).toEqual(
    [
      [0.5, 0, 0, 0, 0.25, 0, 0, 0],
      [1, 2, 3, 4, 6, 7, 8, 9],
      [5, 0, 0, 0, 10, 0, 0, 0],
      [1, 1, 0, 0, 0, 0, 0, 0],
    ].flat(),
  );
});
