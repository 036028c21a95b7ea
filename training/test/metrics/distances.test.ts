import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { createRandom } from "../../src/data/random";
import { TooFewPicturesError } from "../../src/metrics/errors";
import type { Interval } from "../../src/metrics/figures";
import { frechetDistance, gaussianOf } from "../../src/metrics/frechet";
import { mean } from "../../src/metrics/interval";
import { kernelDistance } from "../../src/metrics/kernel";
import { compareOnOurFeatures } from "../../src/metrics/our-features";
import { eigenvaluesOf, factorOf, type Matrix, products } from "../../src/metrics/symmetric";
import { contextOf, valuesOf } from "./subjects";

/** Rows of numbers in [-1, 1]. */
const rows = (most: number): fc.Arbitrary<Matrix> =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most })).chain(([height, width]) =>
    fc.array(
      fc
        .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: width, maxLength: width })
        .map((row) => Float64Array.from(row)),
      { minLength: height, maxLength: height },
    ),
  );

function expectNear(actual: Matrix, expected: Matrix, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((row, i) =>
    row.forEach((value, j) => expect(Math.abs(value - (expected[i]?.[j] ?? Number.NaN))).toBeLessThan(tolerance)),
  );
}

/** Normally distributed vectors with the given deviations about a mean. */
function sample(count: number, middle: readonly number[], deviations: readonly number[], seed: number): Float32Array[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from(middle, (value, i) => value + random.normal() * (deviations[i] ?? 0)),
  );
}

/** Points on the axes, whose mean is `middle` and whose variances are exactly the given ones. */
function exact(middle: readonly number[], variances: readonly number[]): number[][] {
  const count = 2 * middle.length;
  return variances.flatMap((variance, axis) => {
    const reach = Math.sqrt((variance * (count - 1)) / 2);
    return [reach, -reach].map((offset) => middle.map((value, i) => (i === axis ? value + offset : value)));
  });
}

describe("symmetric matrices", () => {
  it("have eigenvalues whose powers add up to the traces of the matrix's powers", () => {
    fc.assert(
      fc.property(rows(8), (factor) => {
        const matrix = products(factor, factor);
        const values = eigenvaluesOf(matrix);
        const square = products(matrix, matrix);
        const cube = products(square, matrix);
        const sizes = [
          [1, matrix],
          [2, square],
          [3, cube],
        ] as const;
        for (const [power, of] of sizes) {
          const trace = of.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
          expect(Math.abs(values.reduce((sum, value) => sum + value ** power, 0) - trace)).toBeLessThan(
            1e-10 * (1 + trace),
          );
        }
      }),
    );
  });

  it("keep the eigenvalues that they were made with, equal, zero and negative ones too", () => {
    const spectra = fc.array(fc.constantFrom(-2, 0, 0.5, 1, 1, 7), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(spectra, fc.integer(), (spectrum, seed) => {
        // Reflected at random planes: H D H with H = 1 - 2 u uᵀ / uᵀu.
        const random = createRandom(seed);
        let matrix: Matrix = spectrum.map((value, i) => Float64Array.from(spectrum, (_, j) => (i === j ? value : 0)));
        for (let turn = 0; turn < 3; turn++) {
          const u = Float64Array.from(spectrum, () => random.normal());
          const scale = 2 / u.reduce((sum, value) => sum + value * value, 0);
          const reflection = spectrum.map((_, i) =>
            Float64Array.from(u, (value, j) => Number(i === j) - scale * (u[i] ?? 0) * value),
          );
          matrix = products(products(reflection, matrix), reflection);
        }
        const found = [...eigenvaluesOf(matrix)].toSorted((a, b) => a - b);
        spectrum.toSorted((a, b) => a - b).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 9));
      }),
    );
  });

  it("are the product of their factor with its transpose, singular ones too", () => {
    fc.assert(
      fc.property(rows(8), (factor) => {
        const matrix = products(factor, factor);
        const root = factorOf(matrix);
        expectNear(products(root, root), matrix, 1e-10);
      }),
      // Two nearly dependent rows before a third: without pivoting its row would be rounding divided by rounding.
      { numRuns: 2000 },
    );
  });
});

describe("Fréchet's distance", () => {
  it("has the closed form for normal distributions along the axes", () => {
    const a = gaussianOf(exact([1, 2, 3], [4, 9, 1]));
    const b = gaussianOf(exact([1, 0, 0], [1, 4, 16]));
    // |m1 - m2|² + Σ (σ1 - σ2)²
    expect(frechetDistance(a, b)).toBeCloseTo(4 + 9 + (2 - 1) ** 2 + (3 - 2) ** 2 + (1 - 4) ** 2, 9);
    expect(frechetDistance(a, a)).toBeCloseTo(0, 9);
  });

  it("takes a root of what does not commute: two ellipses at 45 degrees to each other", () => {
    // C1 = diag(9, 1), C2 the same turned: tr (C1 C2)^½ = sqrt(tr(C1 C2) + 2 sqrt(det C1 C2)) for 2x2.
    const turned = exact([0, 0], [9, 1]).map(([x = 0, y = 0]) => [(x - y) / Math.SQRT2, (x + y) / Math.SQRT2]);
    const distance = frechetDistance(gaussianOf(exact([0, 0], [9, 1])), gaussianOf(turned));
    expect(distance).toBeCloseTo(20 - 2 * Math.sqrt(50 + 2 * 9), 9);
  });

  it("is the same whether there are more pictures than features or fewer", () => {
    const few = sample(5, [0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 1, 1, 1, 3, 1, 1], 1);
    const twice = [...few, ...few];
    // Each picture twice: the same mean, and 8/9 of the covariance (5 - 1 and 10 - 1 in the divisors).
    const shrunk = few.map((vector) => vector.map((value) => value * Math.sqrt(8 / 9)));
    const middle = (of: readonly Float32Array[]): number[] => [...gaussianOf(of).mean];
    const [m1, m2] = [middle(twice), middle(shrunk)];
    const apart = m1.reduce((sum, value, i) => sum + (value - (m2[i] ?? 0)) ** 2, 0);
    expect(frechetDistance(gaussianOf(twice), gaussianOf(shrunk))).toBeCloseTo(apart, 6);
  });
});

describe("the kernel distance", () => {
  it("is unbiased: 0 on average for samples of one distribution, however small", () => {
    const values = Array.from({ length: 400 }, (_, seed) =>
      kernelDistance(sample(5, [1, 0], [1, 1], 2 * seed), sample(5, [1, 0], [1, 1], 2 * seed + 1)),
    );
    const deviation = Math.sqrt(mean(values.map((value) => value * value)));
    expect(Math.abs(mean(values))).toBeLessThan((3 * deviation) / Math.sqrt(values.length));
    expect(values.some((value) => value < 0)).toBe(true);
  });

  it("has the value that its kernel gives by hand, and grows with the distance", () => {
    // One feature, so k(x, y) = (xy + 1)³: within {0, 0} and {1, 1} 1 and 8, between them 1.
    const at = (value: number): Float32Array[] => [Float32Array.of(value), Float32Array.of(value)];
    expect(kernelDistance(at(0), at(1))).toBe(1 + 8 - 2);
    expect(kernelDistance(at(0), at(2))).toBeGreaterThan(kernelDistance(at(0), at(1)));
  });

  it("never compares a picture with itself, as often as it was drawn", () => {
    const [x, y] = sample(2, [3, 1], [1, 1], 7);
    if (!x || !y) throw new Error("two vectors were wanted");
    const k = (a: Float32Array, b: Float32Array): number =>
      (((a[0] ?? 0) * (b[0] ?? 0) + (a[1] ?? 0) * (b[1] ?? 0)) / 2 + 1) ** 3;
    // Drawn with replacement, x x y has the pairs x y and x y within, and all nine across.
    expect(kernelDistance([x, x, y], [x, x, y])).toBeCloseTo(
      2 * k(x, y) - (2 / 9) * (4 * k(x, x) + 4 * k(x, y) + k(y, y)),
      6,
    );
  });
});

const interval = v.strictObject({ value: v.number(), low: v.number(), high: v.number() });

describe("a comparison on our features", () => {
  const context = contextOf({ seeds: 3 });
  const blocks = Array.from({ length: 60 }, (_, i) => Math.floor(i / 10));
  const real = sample(60, [1, 1, 1, 1], [1, 1, 1, 1], 11);
  const same = sample(45, [1, 1, 1, 1], [1, 1, 1, 1], 12);
  const far = sample(45, [3, 1, 1, 1], [1, 1, 1, 1], 13);

  it("puts a perfect model at the halves of the real pictures, and one that does nothing at the sources", async () => {
    const perfect = await compareOnOurFeatures(
      "kid",
      [{ name: "soup", made: same, real, blocks, before: far }],
      kernelDistance,
      context,
    );
    const lazy = await compareOnOurFeatures(
      "kid",
      [{ name: "soup", made: far, real, blocks, before: far }],
      kernelDistance,
      context,
    );
    const [ofPerfect, ofLazy] = [valuesOf(perfect.figures), valuesOf(lazy.figures)];
    expect(perfect).toMatchObject({ pictures: 30, features: 4 });
    expect(Math.abs(ofPerfect["kidOurFeatures"] ?? Number.NaN)).toBeLessThan(
      0.3 * (ofPerfect["betweenSourcesAndReal"] ?? 0),
    );
    expect(Math.abs(ofPerfect["betweenHalvesOfReal"] ?? Number.NaN)).toBeLessThan(
      0.3 * (ofPerfect["betweenSourcesAndReal"] ?? 0),
    );
    expect(ofLazy["kidOurFeatures"]).toBeGreaterThan(0.7 * (ofLazy["betweenSourcesAndReal"] ?? 0));
  });

  it("has intervals that hold 0 for a perfect model, and not for one that does nothing", async () => {
    const intervalOf = async (made: readonly Float32Array[]): Promise<Interval> => {
      const sets = [{ name: "soup", made, real, blocks, before: null }];
      return v.parse(
        interval,
        (await compareOnOurFeatures("kid", sets, kernelDistance, context)).figures["kidOurFeatures"],
      );
    };
    const [perfect, lazy] = [await intervalOf(same), await intervalOf(far)];
    expect(perfect.low).toBeLessThan(0);
    expect(perfect.high).toBeGreaterThan(0);
    expect(lazy.low).toBeGreaterThan(0);
  });

  it("asks for ten pictures a side", async () => {
    const few = { name: "soup", made: same, real: real.slice(0, 19), blocks: blocks.slice(0, 19), before: null };
    const asked = compareOnOurFeatures("kid", [few], kernelDistance, context);
    await expect(asked).rejects.toThrow(TooFewPicturesError);
    await expect(asked).rejects.toThrow(/kid needs 20 real pictures of soup, .* and there are 18/);
  });
});
