import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { buildDcgan, buildStargan } from "../../../src/net/families";
import type { Graph } from "../../../src/net/graph";
import type { Frame } from "../../src/animation/frame";
import { writeAnimation } from "../../src/animation/write";
import { loadBackend } from "../../src/backend/load";
import { createRandom } from "../../src/data/random";
import { betweenDishes, betweenLatents, type PathOptions } from "../../src/looking/interpolate";
import { arc, straight } from "../../../src/net/latent";
import { wayThrough } from "../../src/looking/ways";
import { Network } from "../../src/models/network";
import type { TrainedNet } from "../../src/models/trained-net";
import { Parameters } from "../../src/run/parameters";

const options: PathOptions = { steps: 4, loop: false, rate: 20, hold: 0.5, size: 16 };
let dcgan: TrainedNet;
let stargan: TrainedNet;

beforeAll(async () => {
  await loadBackend({ backend: "wasm" });
  dcgan = await netOf("dcgan", buildDcgan({ latent: 6, channels: 2, doublings: 2 }, 8), 8, []);
  const architecture = { channels: 2, residualBlocks: 1, conditioning: "cin", domains: 3 } as const;
  stargan = await netOf("stargan", buildStargan(architecture, 16), 16, ["ramen", "curry_rice", "salad"]);
});

async function netOf(
  family: TrainedNet["family"],
  graph: Graph,
  size: number,
  dishes: readonly string[],
): Promise<TrainedNet> {
  const weights = await new Parameters(graph, 5).save();
  const random = createRandom(3);
  // Rows that differ from dish to dish, as trained ones do.
  for (const { name, role } of graph.parameters) {
    const data = weights.get(name)?.data;
    if (role === "gamma" && data) for (let i = 0; i < data.length; i++) data[i] = random.between(0.5, 1.5);
  }
  return { path: `models/${family}`, family, network: new Network(graph, weights), size, dishes };
}

async function framesOf(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

/** Mean absolute difference of two frames, of 255. */
function difference(a: Frame | undefined, b: Frame | undefined): number {
  const [left, right] = [a, b].map((frame) => frame?.picture.data ?? new Uint8Array());
  if (!left || !right) return Number.NaN;
  return left.reduce((sum, value, i) => sum + Math.abs(value - (right[i] ?? Number.NaN)), 0) / left.length;
}

const latent = fc.infiniteStream(fc.double({ min: -0.999, max: 0.999, noNaN: true }));
const part = fc.double({ min: 0, max: 1, noNaN: true });

describe("ways between latents", () => {
  it("stay in the cube, and are the same backwards", () => {
    fc.assert(
      fc.property(latent, latent, part, fc.integer({ min: 2, max: 20 }), (from, to, t, length) => {
        const [a, b] = [from, to].map((stream) => Float32Array.from(stream.take(length)));
        if (!a || !b) throw new Error("no points");
        for (const mix of [straight, arc]) {
          const there = mix(a, b, t);
          expect(Math.max(...there.map(Math.abs))).toBeLessThanOrEqual(1);
          mix(b, a, 1 - t).forEach((value, i) => expect(value).toBeCloseTo(there[i] ?? Number.NaN, 4));
          mix(a, b, 0).forEach((value, i) => expect(value).toBeCloseTo(a[i] ?? Number.NaN, 4));
          mix(a, b, 1).forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? Number.NaN, 4));
        }
      }),
    );
  });

  it("are as spread half way as at their ends on an arc, and not in a straight line", () => {
    const random = createRandom(8);
    const draw = (): Float32Array => Float32Array.from({ length: 4000 }, () => random.between(-1, 1));
    const [a, b] = [draw(), draw()];
    const spread = (values: Float32Array): number =>
      values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // A third is the variance of what is uniform in [-1, 1]; the mean of two has half of it.
    expect(spread(a)).toBeCloseTo(1 / 3, 1);
    expect(spread(arc(a, b, 0.5))).toBeCloseTo(1 / 3, 1);
    expect(spread(straight(a, b, 0.5))).toBeCloseTo(1 / 6, 1);
    // And uniform: a tenth of the numbers in each tenth of the range.
    const middle = arc(a, b, 0.5).toSorted();
    for (let tenth = 1; tenth < 10; tenth++) expect(middle[tenth * 400]).toBeCloseTo(tenth / 5 - 1, 1);
  });

  it("lead through every point, and close where asked to", () => {
    const points = [0, 1, 4].map((value) => Float32Array.of(value));
    const numbers = (loop: boolean): number[] =>
      wayThrough(points, straight, { steps: 2, loop }).map(({ values }) => values[0] ?? Number.NaN);
    expect(numbers(false)).toEqual([0, 0.5, 1, 2.5, 4]);
    expect(numbers(true)).toEqual([0, 0.5, 1, 2.5, 4, 2]);
    expect(() => wayThrough(points.slice(1, 2), straight, { steps: 2, loop: true })).toThrow(/two points/);
  });
});

describe("interpolate", () => {
  it("shows each latent for a while, and changes little from frame to frame", async () => {
    const frames = await framesOf(betweenLatents(dcgan, [1, 2, 3], arc, { ...options, steps: 12 }));
    expect(frames).toHaveLength(25);
    expect(frames.map(({ milliseconds }, i) => [i, milliseconds]).filter(([, shown]) => shown === 500)).toEqual([
      [0, 500],
      [12, 500],
      [24, 500],
    ]);
    expect(frames[0]?.picture).toMatchObject({ width: 16, height: 16 });
    const leap = difference(frames[0], frames[12]);
    const steps = frames.slice(1).map((frame, i) => difference(frames[i], frame));
    expect(leap).toBeGreaterThan(2);
    expect(Math.max(...steps)).toBeLessThan(leap / 2);
  });

  it("mixes the rows of two dishes, from the one to the other", async () => {
    const image = tf.randomUniform<tf.Rank.R4>([1, 16, 16, 3], -1, 1, "float32", 2);
    const before = tf.memory().numTensors;
    const frames = await framesOf(betweenDishes(stargan, image, ["ramen", "salad"], options));
    expect(tf.memory().numTensors).toBe(before);
    expect(frames).toHaveLength(5);
    const [first] = await framesOf(betweenDishes(stargan, image, ["ramen", "curry_rice"], options));
    expect(difference(first, frames[0])).toBe(0);
    const ends = difference(frames[0], frames[4]);
    expect(ends).toBeGreaterThan(1);
    for (const middle of frames.slice(1, 4)) {
      expect(difference(frames[0], middle)).toBeLessThan(ends);
      expect(difference(middle, frames[4])).toBeLessThan(ends);
    }
    const path = join(await mkdtemp(join(tmpdir(), "mealshift-way-")), "way.webp");
    await writeAnimation(path, frames);
    expect((await sharp(path, { pages: -1 }).metadata()).delay).toEqual([500, 50, 50, 50, 500]);
  });

  it("says what a model cannot do", () => {
    const image = tf.zeros<tf.Rank.R4>([1, 16, 16, 3]);
    expect(() => betweenLatents(stargan, [1, 2], arc, options)).toThrow(/models\/stargan holds a stargan: .*--between/);
    expect(() => betweenDishes(dcgan, image, ["a", "b"], options)).toThrow(/models\/dcgan holds a dcgan: .*--seeds/);
    expect(() => betweenDishes(stargan, image, ["ramen", "cury_rice"], options)).toThrow(/did you mean curry_rice/);
  });
});
