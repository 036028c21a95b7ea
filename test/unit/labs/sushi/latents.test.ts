import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { latentOf, MOST_SEED, parseSeed, seedOf, WALL_PIECES, wallLatents } from "../../../../src/labs/sushi/latents";
import { arc } from "../../../../src/net/latent";

const seeds = fc.integer({ min: 0, max: MOST_SEED });

describe("the latents of a wall", () => {
  it("are uniform in [-1, 1), and the same for a seed alone", () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, other) => {
        const latents = wallLatents(seed, 64);
        expect(latents).toHaveLength(WALL_PIECES * 64);
        expect(latents.every((value) => value >= -1 && value < 1)).toBe(true);
        const mean = latents.reduce((sum, value) => sum + value, 0) / latents.length;
        const square = latents.reduce((sum, value) => sum + value * value, 0) / latents.length;
        // Of 6400 numbers: six deviations.
        expect(Math.abs(mean)).toBeLessThan(0.045);
        expect(Math.abs(square - 1 / 3)).toBeLessThan(0.025);
        expect(wallLatents(seed, 64)).toEqual(latents);
        if (other !== seed) expect(wallLatents(other, 64)).not.toEqual(latents);
      }),
      { numRuns: 25 },
    );
  });

  it("are cut by pieces", () => {
    const latents = wallLatents(5, 3);
    const pieces = Array.from({ length: WALL_PIECES }, (_, piece) => [...latentOf(latents, piece)]);
    expect(pieces.flat()).toEqual([...latents]);
  });
});

describe("the way between two latents", () => {
  const latent = fc.integer().map((seed) => latentOf(wallLatents(seed >>> 0, 64), 0));

  it("begins at the one, ends at the other, and stays among latents", () => {
    fc.assert(
      fc.property(latent, latent, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
        const far = (to: Float32Array, of: Float32Array) =>
          Math.max(...to.map((value, i) => Math.abs(value - (of[i] ?? 0))));
        expect(far(arc(a, b, 0), a)).toBeLessThan(1e-4);
        expect(far(arc(a, b, 1), b)).toBeLessThan(1e-4);
        expect(arc(a, b, t).every((value) => value >= -1 && value <= 1)).toBe(true);
        // The other way round it is the same way.
        expect(far(arc(a, b, t), arc(b, a, 1 - t))).toBeLessThan(1e-4);
      }),
      { numRuns: 30 },
    );
  });

  it("does not fade half way, as a straight line does", () => {
    const size = (of: Float32Array) => of.reduce((sum, value) => sum + value * value, 0) / of.length;
    const pairs = Array.from({ length: 50 }, (_, seed) => {
      const latents = wallLatents(seed, 64);
      return [latentOf(latents, 0), latentOf(latents, 1)] as const;
    });
    const mean = pairs.reduce((sum, [a, b]) => sum + size(arc(a, b, 0.5)), 0) / pairs.length;
    const straight =
      pairs.reduce((sum, [a, b]) => sum + size(a.map((v, i) => (v + (b[i] ?? 0)) / 2)), 0) / pairs.length;
    expect(mean).toBeGreaterThan(0.3);
    expect(straight).toBeLessThan(0.2);
  });
});

describe("a seed in the address", () => {
  it("comes back as it was written", () => {
    fc.assert(fc.property(seeds, (seed) => seedOf(`#seed=${seed}`) === seed));
  });

  it.each(["", "#", "#seed=", "#seed=-1", "#seed=1.5", "#seed=4294967296", "#seed=ramen", "#other=3"])(
    "is not taken from %j",
    (hash) => expect(seedOf(hash)).toBeNull(),
  );

  it("may be typed with spaces about it", () => expect(parseSeed(" 42 ")).toBe(42));
});
