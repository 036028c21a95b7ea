import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { grabCut } from "../src/curation/grab-cut";
import { DIRECTIONS, GridCut } from "../src/curation/grid-cut";
import { createRandom } from "../src/data/random";
import { binaryIou } from "../src/metrics/iou";

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly terminals: readonly (readonly [number, number])[];
  /** Of every cell towards directions 4 to 7. */
  readonly edges: readonly number[];
}

function edgesOf({ width, height, edges }: Grid): { x: number; y: number; d: number; to: number; capacity: number }[] {
  return Array.from({ length: width * height * 4 }, (_, i) => {
    const [x, y, d] = [(i >> 2) % width, Math.floor((i >> 2) / width), 4 + (i & 3)];
    const [dx, dy] = DIRECTIONS[d] ?? [0, 0];
    const inside = x + dx >= 0 && x + dx < width && y + dy < height;
    return { x, y, d, to: inside ? (y + dy) * width + x + dx : -1, capacity: edges[i] ?? 0 };
  }).filter(({ to }) => to >= 0);
}

function costOf(grid: Grid, side: (cell: number) => number): number {
  const terminals = grid.terminals.map(([source, sink], cell) => (side(cell) === 1 ? sink : source));
  const cuts = edgesOf(grid).map(({ x, y, to, capacity }) => (side(y * grid.width + x) === side(to) ? 0 : capacity));
  return [...terminals, ...cuts].reduce((a, b) => a + b, 0);
}

describe("GridCut", () => {
  const grids = fc
    .record({ width: fc.integer({ min: 1, max: 4 }), height: fc.integer({ min: 1, max: 3 }) })
    .chain(({ width, height }) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        terminals: fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: width * height, maxLength: width * height }),
        edges: fc.array(fc.nat(20), { minLength: width * height * 4, maxLength: width * height * 4 }),
      }),
    );

  it("finds the cheapest of all cuts", () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const cut = new GridCut(grid.width, grid.height);
        grid.terminals.forEach(([source, sink], cell) =>
          cut.setTerminal(cell % grid.width, Math.floor(cell / grid.width), source, sink),
        );
        for (const { x, y, d, capacity } of edgesOf(grid)) cut.setNeighbour(x, y, d, capacity);
        const side = cut.run();
        let cheapest = Infinity;
        for (let bits = 0; bits < 1 << (grid.width * grid.height); bits++) {
          cheapest = Math.min(
            cheapest,
            costOf(grid, (cell) => (bits >> cell) & 1),
          );
        }
        expect(costOf(grid, (cell) => side[cell] ?? 0)).toBe(cheapest);
      }),
      { numRuns: 150 },
    );
  });
});

describe("grabCut", () => {
  it("finds a disc of its own colours in a loose box, on a busy ground", () => {
    const [width, height] = [72, 60];
    const random = createRandom(4);
    const truth = new Uint8Array(width * height);
    const pixels = new Uint8Array(width * height * 3);
    for (let i = 0; i < truth.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const inside = Math.hypot(x - 34, y - 30) < 17;
      truth[i] = inside ? 1 : 0;
      const light = (inside ? 0 : x % 12 < 6 ? 40 : 0) + random.below(25);
      pixels.set(inside ? [170 + light, 60 + light, 40 + light] : [60 + light, 110 + light, 120 + light], i * 3);
    }
    const picture = { pixels, width, height, boxes: [[12, 8, 58, 52]] as [number, number, number, number][] };
    expect(binaryIou(grabCut(picture, { ellipse: 0 }), truth)).toBeGreaterThan(0.95);
    expect(binaryIou(grabCut(picture, { ellipse: 3 }), truth)).toBeGreaterThan(0.95);
  });
});
