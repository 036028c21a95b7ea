import { describe, expect, test } from "vitest";
import { proxyHeight, wallRadius } from "../../../src/space/proxy";

const bowl = { radius: 0.08, rimHeight: 0.06, shape: null };

describe("the surface that stands for a dish", () => {
  test("is flat where the food is, and rises to the rim without a step", () => {
    expect(proxyHeight(bowl, 0, 0)).toBeCloseTo(0.045);
    expect(proxyHeight(bowl, 0.06, 2)).toBeCloseTo(0.045);
    expect(proxyHeight(bowl, 0.08, 1)).toBeCloseTo(0.06);
    let before = proxyHeight(bowl, 0, 0);
    for (let distance = 0; distance <= 0.08; distance += 0.0005) {
      const height = proxyHeight(bowl, distance, 0);
      expect(height - before).toBeGreaterThanOrEqual(0);
      expect(height - before).toBeLessThan(0.001);
      before = height;
    }
  });

  test("has a wall from the rim inwards to the foot", () => {
    expect(wallRadius(bowl, 0.06)).toBeCloseTo(0.08);
    expect(wallRadius(bowl, 0)).toBeCloseTo(0.04);
    expect(wallRadius({ ...bowl, rimHeight: 0 }, 0)).toBeCloseTo(0.08);
  });

  test("follows what was measured, between its places and all the way round", () => {
    const heights = Float32Array.of(0.01, 0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.05);
    const measured = { radius: 0.1, rimHeight: 0.05, shape: { rings: 2, sectors: 4, heights } };
    expect(proxyHeight(measured, 0, 1.2)).toBeCloseTo(0.01);
    expect(proxyHeight(measured, 0.1, Math.PI / 2)).toBeCloseTo(0.03);
    expect(proxyHeight(measured, 0.1, -Math.PI / 2)).toBeCloseTo(0.05);
    expect(proxyHeight(measured, 0.05, Math.PI / 4)).toBeCloseTo(0.0175);
    expect(proxyHeight(measured, 0.1, (7 * Math.PI) / 4)).toBeCloseTo(0.035);
    expect(proxyHeight(measured, 0.1, 2 * Math.PI)).toBeCloseTo(proxyHeight(measured, 0.1, 0));
  });
});
