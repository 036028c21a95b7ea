import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { createRandom } from "../../src/data/random";
import { chanceOfHeads } from "../../src/metrics/binomial";
import { c2st } from "../../src/metrics/c2st";
import { cycle } from "../../src/metrics/cycle";
import { diversity } from "../../src/metrics/diversity";
import { edgeIou, edgesOf } from "../../src/metrics/edges";
import { TooFewPicturesError } from "../../src/metrics/errors";
import { perceptualDistances } from "../../src/metrics/perceptual";
import { stability } from "../../src/metrics/stability";
import { structure } from "../../src/metrics/structure";
import { twoSampleTest } from "../../src/metrics/two-sample";
import { brightnessJudge, contextOf, pictures, SIZE, twoDishes, valuesOf } from "./subjects";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const still = (image: tf.Tensor4D): tf.Tensor4D => tf.clone(image);

/** Noise about a level, another in each picture. */
function noise(count: number, level: number, seed: number, size = 8): ReturnType<typeof pictures> {
  const random = createRandom(seed);
  return pictures(count, () => level + random.below(60), size);
}

/** A white disc on black, as edges. */
async function disc(x: number, y: number, radius: number, size = 48): Promise<Uint8Array> {
  const inside = (px: number, py: number): boolean => Math.hypot(px - x, py - y) < radius;
  return edgesOf(pictures(1, (_, px, py) => (inside(px, py) ? 255 : 0), size).picture(0), size);
}

describe("edge IoU", () => {
  it("is 1 for a disc and itself, or moved by a pixel, and falls with every further one", async () => {
    const edges = await disc(24, 24, 12);
    expect(edges.reduce((sum, line) => sum + line, 0)).toBeGreaterThan(40);
    expect(edgeIou(edges, edges, 48)).toBe(1);
    const ious = await Promise.all(
      [1, 2, 4, 8].map(async (shift) => edgeIou(edges, await disc(24 + shift, 24, 12), 48)),
    );
    expect(ious[0]).toBeGreaterThan(0.95);
    ious.slice(1).forEach((iou, i) => expect(iou).toBeLessThan(ious[i] ?? 0));
    // Two circles of radius 12, 8 apart, cross at two places only.
    expect(ious[3]).toBeLessThan(0.3);
  });

  it("is 0 for lines that are nowhere near each other, and 1 for two pictures without any", () => {
    const line = (row: number): Uint8Array =>
      Uint8Array.from({ length: 64 }, (_, i) => Number(Math.floor(i / 8) === row));
    expect(edgeIou(line(1), line(6), 8)).toBe(0);
    expect(edgeIou(line(1), line(2), 8)).toBe(1);
    expect(edgeIou(new Uint8Array(64), new Uint8Array(64), 8)).toBe(1);
  });

  it("does not depend on which picture comes first, and stays in [0, 1]", () => {
    const lines = fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: 64, maxLength: 64 })
      .map((bits) => Uint8Array.from(bits));
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const iou = edgeIou(a, b, 8);
        expect(iou).toBe(edgeIou(b, a, 8));
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("tells a translation that keeps the layout from one that does not", async () => {
    const base = twoDishes(still);
    const squares = pictures(16, (picture, x, y) =>
      Math.abs(x - 4 - ((picture * 5) % 9)) < 3 && Math.abs(y - 8) < 5 ? 220 : 20,
    );
    const sources = { ...base.sources, images: squares };
    const kept = valuesOf(
      await structure.measure.translator?.(
        twoDishes((image) => tf.mul(image, 0.9), { sources }),
        contextOf(),
      ),
    );
    expect(kept["edgeIou"]).toBeGreaterThan(0.95);
    expect(kept["edgeIouWithAnotherPicture"]).toBeLessThan(0.7);
    const flat = await structure.measure.translator?.(
      twoDishes((image) => tf.zerosLike(image), { sources }),
      contextOf(),
    );
    expect(valuesOf(flat)["edgeIou"]).toBe(0);
  });
});

describe("stability", () => {
  const random = createRandom(4);
  const textured = (): ReturnType<typeof twoDishes>["sources"] => {
    const base = twoDishes(still);
    return { ...base.sources, images: pictures(16, () => random.below(256)) };
  };

  it("has no warp error for a net that looks at single pixels", async () => {
    const subject = twoDishes((image) => tf.neg(tf.mul(image, 0.5)), { sources: textured() });
    const figures = valuesOf(await stability.measure.translator?.(subject, contextOf()));
    expect(figures["warpError"]).toBeLessThan(1e-4);
    expect(figures["inputChange"]).toBeGreaterThan(50);
    // Half the contrast is half the noise.
    expect(figures["noiseError"]).toBeCloseTo((figures["inputNoise"] ?? 0) / 2, 1);
    // Mean absolute value of noise with a deviation of 4 levels, a little of it cut off at black and white.
    expect(figures["inputNoise"]).toBeGreaterThan(2.9);
    expect(figures["inputNoise"]).toBeLessThan(3.3);
  });

  it("finds a net whose pattern stays where it is while the picture moves", async () => {
    const pattern = pictures(1, (_, x, y) => ((x + y) % 2 ? 40 : 0));
    const fixed = tf.tensor4d(
      Float32Array.from(pattern.picture(0), (value) => value / 127.5),
      [1, SIZE, SIZE, 3],
    );
    const subject = twoDishes((image) => tf.add(tf.mul(image, 0.5), fixed), { sources: textured() });
    const figures = valuesOf(await stability.measure.translator?.(subject, contextOf()));
    // Of the three shifts one is odd, two are even: (1, 0) alone meets the other squares.
    expect(figures["warpError"]).toBeCloseTo(40 / 3, 3);
    fixed.dispose();
  });
});

describe("cycle", () => {
  it("is 0 for a way back that undoes the way there, and what is lost otherwise", async () => {
    const brighter = (image: tf.Tensor4D): tf.Tensor4D => tf.add(image, 20 / 127.5);
    const undone = twoDishes(brighter, { back: (image) => tf.sub(image, 20 / 127.5) });
    const figures = valuesOf(await cycle.measure.translator?.(undone, contextOf()));
    expect(figures["thereAndBack"]).toBeCloseTo(0, 3);
    expect(figures["oneWay"]).toBeCloseTo(20, 3);
    expect(figures["ways"]).toBe(16);
    const stays = twoDishes(brighter, { back: still });
    expect(valuesOf(await cycle.measure.translator?.(stays, contextOf()))["thereAndBack"]).toBeCloseTo(20, 3);
  });

  it("goes back to what each source was", async () => {
    const asked: number[] = [];
    const subject = twoDishes(still, {
      back: (image, source) => {
        asked.push(source);
        return tf.clone(image);
      },
    });
    await cycle.measure.translator?.(subject, contextOf());
    expect(asked).toEqual(Array.from({ length: 16 }, (_, source) => source));
  });
});

describe("diversity", () => {
  it("is 0 between equal pictures, symmetric, and blind to nothing that the features see", async () => {
    const judge = brightnessJudge();
    const a = pictures(3, (picture, x) => 60 + picture * 40 + x * 4);
    const b = pictures(3, (picture, _, y) => 200 - picture * 30 - y * 6);
    expect(await perceptualDistances(judge, a, a)).toEqual([0, 0, 0]);
    const [there, back] = [await perceptualDistances(judge, a, b), await perceptualDistances(judge, b, a)];
    there.forEach((distance, i) => {
      expect(distance).toBeGreaterThan(0.001);
      expect(distance).toBeCloseTo(back[i] ?? Number.NaN, 6);
    });
  });

  it("finds a generator that makes one picture only", async () => {
    const real = pictures(12, (picture, x, y) => 100 + (picture % 3) * 40 + (picture % 2 ? x : y) * 5);
    const subject = {
      kind: "generator",
      size: SIZE,
      dish: null,
      generated: () => Promise.resolve(pictures(12, (_, column) => 100 + column * 5)),
      real: { images: real, blocks: Array.from({ length: 12 }, (_, i) => i), outside: null },
    } as const;
    const figures = valuesOf(await diversity.measure.generator?.(subject, contextOf({ judge: brightnessJudge() })));
    expect(figures["betweenGenerated"]).toBe(0);
    expect(figures["betweenReal"]).toBeGreaterThan(0.001);
  });
});

describe("the two-sample test", () => {
  const net = { seed: 1, steps: 30, batch: 8, channels: [4, 4], window: 8 };

  it("errs on half of two samples of one distribution", async () => {
    const samples = {
      train: [{ first: noise(24, 90, 1), second: noise(24, 90, 2) }],
      test: { first: noise(40, 90, 3), second: noise(40, 90, 4) },
    };
    const { error, p } = await twoSampleTest(samples, net);
    expect(error.value).toBeGreaterThan(0.3);
    expect(error.value).toBeLessThan(0.7);
    expect(p).toBeGreaterThan(0.001);
  });

  it("tells different ones apart", async () => {
    const samples = {
      train: [{ first: noise(24, 60, 1), second: noise(24, 140, 2) }],
      test: { first: noise(20, 60, 3), second: noise(20, 140, 4) },
    };
    const { error, p } = await twoSampleTest(samples, net);
    expect(error.value).toBeLessThan(0.05);
    expect(p).toBeLessThan(1e-6);
  });

  it("leaves no tensor behind", async () => {
    const samples = {
      train: [{ first: noise(4, 60, 1), second: noise(4, 140, 2) }],
      test: { first: noise(2, 60, 3), second: noise(2, 140, 4) },
    };
    const before = tf.memory().numTensors;
    await twoSampleTest(samples, { ...net, steps: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says how many pictures it needs", async () => {
    await expect(c2st.measure.translator?.(twoDishes(still, {}, 4), contextOf())).rejects.toThrow(TooFewPicturesError);
  });

  it("counts on a fair coin", () => {
    expect(chanceOfHeads(0, 10)).toBeCloseTo(1, 12);
    expect(chanceOfHeads(10, 10)).toBeCloseTo(2 ** -10, 12);
    expect(chanceOfHeads(8, 10)).toBeCloseTo((45 + 10 + 1) / 1024, 12);
    expect(chanceOfHeads(1100, 2000)).toBeLessThan(1e-5);
    expect(chanceOfHeads(1000, 2000)).toBeGreaterThan(0.5);
  });
});
