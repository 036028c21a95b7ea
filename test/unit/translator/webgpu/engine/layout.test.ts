import fc from "fast-check";
import { expect, test } from "vitest";

import {
  blocksOf,
  type Extent,
  LARGEST_HALF,
  packValue,
  unpackValue,
  valueBytes,
} from "../../../../../src/translator/webgpu/engine/layout";
import type { Storage } from "../../../../../src/translator/webgpu/engine";

const drawn = fc
  .record({
    height: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 5 }),
    channels: fc.integer({ min: 1, max: 9 }),
    batch: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ height, width, channels, batch }) => {
    const count = batch * height * width * channels;
    return fc.record({
      extent: fc.constant<Extent>([height, width, channels]),
      batch: fc.constant(batch),
      values: fc.float32Array({ minLength: count, maxLength: count, noNaN: true }),
    });
  });

test("what is packed as 32-bit floats comes back as it was", () => {
  fc.assert(
    fc.property(drawn, ({ extent, batch, values }) => {
      const packed = packValue(values, extent, batch, "float");
      expect(packed.byteLength).toBe(valueBytes(extent, batch, "float"));
      expect(unpackValue(packed, extent, batch, "float")).toEqual(values);
    }),
  );
});

test("half floats come back to 11 digits, and at most the largest of them", () => {
  fc.assert(
    fc.property(drawn, ({ extent, batch, values }) => {
      const packed = packValue(values, extent, batch, "half");
      expect(packed.byteLength).toBe(valueBytes(extent, batch, "half"));
      const found = unpackValue(packed, extent, batch, "half");
      const wrong = values.filter((value, at) => {
        const held = Math.min(LARGEST_HALF, Math.max(-LARGEST_HALF, value));
        // Half a step: of the last of 11 binary digits, and of 2^-24 near 0.
        const step = Math.max(Math.abs(held) * 2 ** -11, 2 ** -25);
        return !(Math.abs((found[at] ?? Number.NaN) - held) <= step);
      });
      expect([...wrong]).toEqual([]);
    }),
  );
});

test.each<Storage>(["float", "half"])("channels that fill up a block are zero (%s)", (storage) => {
  const packed = packValue(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), [1, 2, 5], 1, storage);
  expect([...unpackValue(packed, [1, 2, blocksOf(5) * 4], 1, storage)]).toEqual(
    [
      [1, 2, 3, 4, 5, 0, 0, 0],
      [6, 7, 8, 9, 10, 0, 0, 0],
    ].flat(),
  );
});
