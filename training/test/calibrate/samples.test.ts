import { describe, expect, it } from "vitest";

import { type Crop, samplesOf } from "../../src/calibrate/samples";
import { tellingSamples } from "../../src/calibrate/telling-samples";

function cropsOf(count: number): Crop[] {
  return Array.from({ length: count }, (_, index) => ({
    bySize: new Map([8, 16].map((size) => [size, new Float32Array(size * size * 3).fill(index / count)])),
  }));
}

describe("the samples of a calibration", () => {
  it("show every crop at every size, every dish and blends that add up to one", () => {
    const samples = samplesOf(cropsOf(4), [8, 16], 10, 26);
    expect(samples.map(({ size }) => size)).toEqual([...Array(26).fill(8), ...Array(26).fill(16)]);
    expect(new Set(samples.map(({ image }) => image)).size).toBe(8);
    for (const { domain } of samples) expect(domain.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    const dishes = samples.filter(({ domain }) => domain.includes(1)).map(({ domain }) => domain.indexOf(1));
    expect(new Set(dishes)).toEqual(new Set(Array(10).keys()));
    expect(samples.filter(({ domain }) => !domain.includes(1)).length).toBeGreaterThan(8);
  });

  it("bring each crop together with another dish every time", () => {
    for (const crops of [1, 2, 3, 5]) {
      const met = samplesOf(cropsOf(crops), [8], 2, crops * 3).map(
        ({ image, domain }) => `${image[0]} ${domain.join()}`,
      );
      expect(new Set(met).size).toBe(crops * 3);
    }
  });

  it("of a net without domains have one weight, which is 1", () => {
    expect(samplesOf(cropsOf(2), [8], 1, 3).map(({ domain }) => [...domain])).toEqual([[1], [1], [1]]);
  });

  it("that tell most are the first and those that fare worst, of the smallest size", () => {
    const samples = samplesOf(cropsOf(40), [8, 16], 1, 40);
    const agreement = samples.map((_, index) => (index >= 40 ? 5 : index === 33 ? 20 : 60 - index / 10));
    const chosen = tellingSamples(samples, agreement).map((sample) => samples.indexOf(sample));
    expect(chosen.slice(0, 12)).toEqual([...Array(12).keys()]);
    expect(chosen.slice(12)).toEqual([33, 39, 38, 37, 36, 35, 34, 32, 31, 30, 29, 28]);
    expect(tellingSamples(samples.slice(0, 3), [1, 2, 3])).toEqual(samples.slice(0, 3));
  });
});
