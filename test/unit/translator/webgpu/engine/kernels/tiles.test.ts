import fc from "fast-check";
import { expect, test } from "vitest";

import {
  candidateTiles,
  patchSize,
  threadsOf,
  type TileLimits,
  type TileShape,
  workgroupBytes,
} from "../../../../../../src/translator/webgpu/engine/kernels/tiles";

const shape: fc.Arbitrary<TileShape> = fc.record({
  kernel: fc.integer({ min: 1, max: 9 }),
  stride: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 600 }),
  width: fc.integer({ min: 1, max: 600 }),
  inputBlocks: fc.integer({ min: 1, max: 70 }),
  outputBlocks: fc.integer({ min: 1, max: 70 }),
  copies: fc.constantFrom(1, 2, 4, 8),
  arithmetic: fc.constantFrom("f32", "f16", "int8"),
  hasStats: fc.boolean(),
  // Scales and shifts: no more are read (plan/source.ts).
  taken: fc.integer({ min: 0, max: 8192 }),
});

/** The least that WebGPU promises, devices with fewer threads, and a large GPU. */
const limits: fc.Arbitrary<TileLimits> = fc.constantFrom(
  { workgroupBytes: 16_384, threads: 256 },
  { workgroupBytes: 16_384, threads: 128 },
  { workgroupBytes: 65_536, threads: 1024 },
);

test("every convolution has a tile, and each of them cuts it up evenly and fits the device", () => {
  fc.assert(
    fc.property(shape, limits, (drawn, device) => {
      const tiles = candidateTiles(drawn, device);
      expect(tiles.length).toBeGreaterThan(0);
      expect(tiles.length).toBeLessThanOrEqual(12);
      for (const tile of tiles) {
        const { height, width, pixels, quads, columns, depth, weightRows } = tile;
        const rests = [
          width % pixels,
          drawn.outputBlocks % (columns * quads),
          drawn.inputBlocks % depth,
          weightRows === 0 ? 0 : drawn.kernel % weightRows,
          // Threads that bring the source also sum it, a block of channels each.
          drawn.hasStats ? threadsOf(tile) % depth : 0,
        ];
        expect(rests).toEqual([0, 0, 0, 0, 0]);
        expect(threadsOf(tile)).toBe((height * width * columns) / pixels);
        expect(threadsOf(tile)).toBeLessThanOrEqual(device.threads);
        expect(workgroupBytes(drawn, tile)).toBeLessThanOrEqual(device.workgroupBytes);
        // What the kernel declares (conv.ts): the patch in the arithmetic's operands, and a thread's outputs.
        const [rows, patchColumns] = patchSize(drawn, tile);
        const operand = { f32: 16, f16: 8, int8: 4 }[drawn.arithmetic];
        expect(rows * patchColumns * depth * operand).toBeLessThan(device.workgroupBytes);
        expect(pixels * quads).toBeLessThanOrEqual(16);
      }
    }),
    { numRuns: 150 },
  );
});

test("the tuner is offered tiles that differ", () => {
  fc.assert(
    fc.property(shape, limits, (drawn, device) => {
      const tiles = candidateTiles(drawn, device).map((tile) => JSON.stringify(tile));
      expect(new Set(tiles).size).toBe(tiles.length);
    }),
    { numRuns: 30 },
  );
});

test("a kernel whose smallest patch is larger than workgroup memory has none", () => {
  const huge = { kernel: 33, stride: 1, height: 64, width: 64, inputBlocks: 1, outputBlocks: 1 };
  const rest = { copies: 1, arithmetic: "f32" as const, hasStats: false, taken: 32 };
  expect(candidateTiles({ ...huge, ...rest }, { workgroupBytes: 16_384, threads: 256 })).toEqual([]);
});
