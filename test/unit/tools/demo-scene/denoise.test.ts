import { describe, expect, it } from "vitest";
import { denoise, type Picture } from "../../../../tools/demo-scene/denoise";

const [width, height] = [48, 32];

/** Deterministic noise, uniform in [-0.5, 0.5). */
function noiseSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

function picture(channels: number, value: (x: number, y: number) => number): Picture {
  const plane = Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { width, height, channels: Array.from({ length: channels }, () => plane.slice()) };
}

function meanSquaredError(a: Picture, b: Picture): number {
  let sum = 0;
  for (const [c, plane] of a.channels.entries())
    for (const [i, value] of plane.entries()) sum += (value - (b.channels[c]?.[i] ?? Number.NaN)) ** 2;
  return sum / (a.channels.length * a.width * a.height);
}

const step = (x: number): number => (x < width / 2 ? 0.4 : 0.6);
const flat = picture(3, () => 0.5);

function noisy(seed: number, amplitude: number): Picture {
  const next = noiseSource(seed);
  return picture(3, (x) => step(x) + amplitude * next());
}

describe("denoise", () => {
  it("removes at least nine tenths of the noise's power and keeps an edge that a guide shows", () => {
    const [first, second, truth] = [noisy(1, 0.4), noisy(2, 0.4), picture(3, step)];
    const mixed = picture(3, () => 0);
    for (const [c, plane] of mixed.channels.entries())
      for (let i = 0; i < plane.length; i++)
        plane[i] = ((first.channels[c]?.[i] ?? 0) + (second.channels[c]?.[i] ?? 0)) / 2;
    const clean = denoise({ halves: [first, second], guides: [picture(1, step)] });
    expect(meanSquaredError(clean, truth)).toBeLessThan(meanSquaredError(mixed, truth) / 10);
  });

  it("leaves a picture without noise as it is, whatever the guides say", () => {
    const truth = picture(3, (x, y) => step(x) + 0.1 * Math.sin(y));
    expect(meanSquaredError(denoise({ halves: [truth, truth], guides: [flat] }), truth)).toBeLessThan(1e-6);
  });

  it("refuses pictures of different sizes", () => {
    const small: Picture = { width: 2, height: 2, channels: [new Float32Array(4)] };
    expect(() => denoise({ halves: [flat, flat], guides: [small] })).toThrow(/2x2 beside one of 48x32/);
  });
});
