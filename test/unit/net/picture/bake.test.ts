import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bakeTile, type BakeSources } from "../../../../src/net/picture/bake";
import { borderFade, lightGrid } from "../../../../src/net/picture/look";

function sourcesOf(size: number, over: Partial<BakeSources> = {}): BakeSources {
  return {
    patch: new Uint8ClampedArray(size * size * 4).map((_, i) => (i % 4 === 3 ? 255 : (i * 37) % 251)),
    size,
    mask: { width: 4, height: 3, data: new Uint8Array(12).fill(255) },
    maskRect: { x: 0.1, y: 0.2, z: 0.5, w: 0.6 },
    gains: new Float32Array(lightGrid * lightGrid * 3).fill(1),
    ...over,
  };
}

function bake(sources: BakeSources, side: number): Uint8ClampedArray {
  const tile = new Uint8ClampedArray(side * side * 4);
  bakeTile(sources, side, tile);
  return tile;
}

function channel(tile: Uint8ClampedArray, c: number): number[] {
  return Array.from({ length: tile.length / 4 }, (_, i) => tile[i * 4 + c] ?? -1);
}

describe("bakeTile", () => {
  test("leaves the pixels of a patch of the tile's size as they are", () => {
    const sources = sourcesOf(16);
    const tile = bake(sources, 16);
    for (const c of [0, 1, 2]) expect(channel(tile, c)).toEqual(channel(sources.patch, c));
  });

  test("writes the mask as alpha, faded at the square's edge alone", () => {
    const side = 100;
    const alpha = channel(bake(sourcesOf(8), side), 3);
    const edge = Math.ceil(borderFade * side);
    for (const [i, value] of alpha.entries()) {
      const fromEdge = Math.min(i % side, side - 1 - (i % side), Math.floor(i / side), side - 1 - Math.floor(i / side));
      if (fromEdge >= edge) expect(value).toBe(255);
      else expect(value).toBeLessThan(255);
    }
  });

  test("takes the square's part of the mask, smooth from cell to cell", () => {
    // The right half of the grid is dish, and the square is the whole grid.
    const mask = { width: 4, height: 1, data: new Uint8Array([0, 0, 255, 255]) };
    const row = channel(bake(sourcesOf(8, { mask, maskRect: { x: 0, y: 0, z: 1, w: 1 } }), 64), 3).slice(
      32 * 64,
      33 * 64,
    );
    expect(row[4]).toBe(0);
    expect(row[59]).toBe(255);
    expect(Math.abs((row[31] ?? 0) + (row[32] ?? 0) - 255)).toBeLessThanOrEqual(1);
    const inner = row.slice(2, 62);
    expect(inner).toEqual(inner.toSorted((a, b) => a - b));
    const steps = inner.slice(1).map((value, i) => value - (inner[i] ?? 0));
    // Three quarters of the way in two cells of 16 places each: no step is larger than a slope of 3/4 a cell.
    expect(Math.max(...steps)).toBeLessThanOrEqual(Math.ceil((255 * 0.75) / 16) + 1);
  });

  test("multiplies by the gains, each channel by its own, between the cells of their grid too", () => {
    const patch = new Uint8ClampedArray(8 * 8 * 4).fill(100);
    const gains = new Float32Array(lightGrid * lightGrid * 3).map((_, i) => {
      const column = Math.floor(i / 3) % lightGrid;
      return [1 + column / 8, 0.5, 2][i % 3] ?? 0;
    });
    const tile = bake(sourcesOf(8, { patch, gains }), lightGrid * 4);
    const middle = lightGrid * 4 * 10;
    const red = channel(tile, 0).slice(middle, middle + lightGrid * 4);
    expect(red[0]).toBe(100);
    expect(red.at(-1)).toBe(Math.round(100 * (1 + 7 / 8)));
    // A quarter cell is 1/32 here, and places lie an eighth from the cells' centres.
    expect(red[10]).toBe(Math.round(100 * (1 + (10.5 / 4 - 0.5) / 8)));
    expect([...new Set(channel(tile, 1))]).toEqual([50]);
    expect([...new Set(channel(tile, 2))]).toEqual([200]);
  });

  test("fills every tile for every patch, mask and place", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(32, 40, 64),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: -0.6, max: 0.9, noNaN: true }),
        fc.double({ min: 0.05, max: 1.4, noNaN: true }),
        (side, size, cells, from, length) => {
          const sources = sourcesOf(size, {
            patch: new Uint8ClampedArray(size * size * 4).fill(77),
            mask: { width: cells, height: cells + 1, data: new Uint8Array(cells * (cells + 1)).fill(200) },
            maskRect: { x: from, y: -from, z: length, w: length },
          });
          const tile = bake(sources, side);
          expect(new Set(channel(tile, 0))).toEqual(new Set([77]));
          expect(channel(tile, 3)[(side / 2) * side + side / 2]).toBe(200);
        },
      ),
      { numRuns: 40 },
    );
  });
});
