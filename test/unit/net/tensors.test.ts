import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bf16ToF32, elementCount, f16ToF32, f32ToF16 } from "../../../src/net/tensors";

const half = (value: number): number => f32ToF16(Float32Array.of(value))[0] ?? -1;
const float = (bits: number): number => f16ToF32(Uint16Array.of(bits))[0] ?? NaN;

describe("f32ToF16", () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [-1e30, 0xfc00],
    [Infinity, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -24, 0x03ff],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.0001, 0x0001],
    [2 ** -24 * 1.5, 0x0002],
    [-(2 ** -24) * 2.5, 0x8002],
    [2 ** -149, 0x0000],
  ])("rounds %f to %i", (value, bits) => {
    expect(half(value)).toBe(bits);
  });

  it("rounds ties to even", () => {
    expect(half(1 + 2 ** -11)).toBe(0x3c00);
    expect(half(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(half(2 - 2 ** -11)).toBe(0x4000);
  });

  it("keeps NaN a NaN, with its sign", () => {
    const nans = new Float32Array(Uint32Array.of(0x7fc00000, 0xffc00000, 0x7f800001).buffer);
    const halves = f32ToF16(nans);
    expect([...f16ToF32(halves)].every(Number.isNaN)).toBe(true);
    expect((halves[1] ?? 0) & 0x8000).toBe(0x8000);
  });

  it("gives the nearest of all halves", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65504, max: 65504 }), (value) => {
        const bits = half(value);
        const distance = Math.abs(float(bits) - value);
        for (const neighbour of [bits - 1, bits + 1]) {
          if ((neighbour & 0x7fff) >= 0x7c00 || (neighbour & 0x8000) !== (bits & 0x8000)) continue;
          expect(distance).toBeLessThanOrEqual(Math.abs(float(neighbour) - value));
        }
      }),
    );
  });
});

describe("f16ToF32", () => {
  it("gives every half back after a round trip", () => {
    const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    const values = f16ToF32(all);
    const back = f32ToF16(values);
    const changed = all.filter((bits) =>
      (bits & 0x7fff) > 0x7c00 ? !Number.isNaN(values[bits]) : back[bits] !== bits,
    );
    expect([...changed]).toEqual([]);
  });

  it("knows the values of subnormals and infinities", () => {
    expect(float(0x0001)).toBe(2 ** -24);
    expect(float(0x83ff)).toBe(-1023 * 2 ** -24);
    expect(float(0xfc00)).toBe(-Infinity);
    expect(Object.is(float(0x8000), -0)).toBe(true);
  });
});

it("reads only its part of a shared buffer", () => {
  const whole = Float32Array.of(9, 1, 2, 9);
  expect([...f16ToF32(f32ToF16(whole.subarray(1, 3)))]).toEqual([1, 2]);
});

it("counts elements", () => {
  expect(elementCount([])).toBe(1);
  expect(elementCount([2, 3, 4])).toBe(24);
  expect(elementCount([2, 0])).toBe(0);
});

describe("bf16ToF32", () => {
  it("gives the number whose upper half it is", () => {
    const values = Float32Array.of(0, -0, 1, -2.5, 3.140625, 1e38, -Infinity);
    const uppers = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
    const back = bf16ToF32(uppers);
    expect(back.slice(0, 5)).toEqual(Float32Array.of(0, -0, 1, -2.5, 3.140625));
    expect(Math.abs((back[5] ?? 0) / 1e38 - 1)).toBeLessThan(1 / 128);
    expect(back[6]).toBe(-Infinity);
  });
});
