import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { imagesInMemory } from "../../src/data/image-set";
import { createRandom } from "../../src/data/random";
import { accuracy } from "../../src/metrics/accuracy";
import { beyondFeather, compositedPicture, maskOfDish } from "../../src/metrics/composited-picture";
import { composited } from "../../src/metrics/composited";
import { kernelDistance } from "../../src/metrics/kernel";
import { kernelShares } from "../../src/metrics/kernel-shares";
import { structure } from "../../src/metrics/structure";
import type { TranslatorSubject } from "../../src/metrics/subject";
import { warp } from "../../src/metrics/warp";
import { weights } from "../../src/metrics/weights";
import { brightnessJudge, contextOf, pictures, SIZE, twoDishes, valuesOf } from "./subjects";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

type Translate = Parameters<typeof twoDishes>[0];
const still: Translate = (image) => tf.clone(image);

/** Two dishes of which it is known where they are: discs of `radius` pixels. */
function discs(translate: Translate, radius = 5, parts: Parameters<typeof twoDishes>[1] = {}): TranslatorSubject {
  const outside = (count: number): ReturnType<typeof pictures> =>
    imagesInMemory(
      SIZE,
      1,
      Uint8Array.from({ length: count * SIZE * SIZE }, (_, i) => {
        const [x, y] = [i % SIZE, Math.floor(i / SIZE) % SIZE];
        return Math.hypot(x - 7.5, y - 7.5) > radius ? 255 : 0;
      }),
    );
  const base = twoDishes(translate);
  return twoDishes(translate, {
    sources: { ...base.sources, outside: outside(16) },
    targets: base.targets.map(({ name, real }) => ({ name, real: { ...real, outside: outside(8) } })),
    ...parts,
  });
}

/** 1 in the disc, `[1, size, size, 1]`. */
const inDisc = (radius: number): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
      Number(Math.hypot((i % SIZE) - 7.5, Math.floor(i / SIZE) - 7.5) <= radius),
    ),
    [1, SIZE, SIZE, 1],
  );

describe("dishes alone", () => {
  it("do not get credit for what is done to the table", async () => {
    const context = contextOf({ judge: brightnessJudge() });
    // Beyond the soft edge.
    const table = tf.sub(1, inDisc(6.5));
    const wanted = (target: number): number => (target === 0 ? -0.56 : 0.54);
    const figures = async (where: tf.Tensor): Promise<Record<string, number>> => {
      // The wanted light in one part of the picture, mid-grey in the other.
      const subject = discs((image, target) => tf.add(tf.zerosLike(image), tf.mul(where, wanted(target))), 3);
      return valuesOf(await accuracy.measure.translator?.(subject, context));
    };
    const onDish = await figures(tf.sub(1, table));
    const onTable = await figures(table);
    expect(onDish["dish: translations"]).toBe(16);
    // All grey is all the same to the judge: right for one of two dishes.
    expect(onTable["dish: translated"]).toBe(0.5);
    expect(onTable["translated"]).toBe(1);
    expect(onDish["dish: translated"]).toBe(await figures(tf.scalar(1)).then((all) => all["dish: translated"]));
  });
});

describe("the share of the kernel distance", () => {
  const random = createRandom(3);
  const cloud = (count: number, middle: number): Float32Array[] =>
    Array.from({ length: count }, () => Float32Array.from({ length: 4 }, () => middle + random.between(-1, 1)));
  const dish = (name: string, made: number): Parameters<typeof kernelShares>[0][number] => ({
    name,
    made: cloud(30, made),
    before: cloud(30, 4),
    real: cloud(40, 0),
    blocks: Array.from({ length: 40 }, (_, i) => i),
  });

  it("is that of the two distances, dish by dish, and names the worst", () => {
    const sets = [dish("ramen", 0), dish("curry", 2)];
    const figures = kernelShares(sets, 1);
    const shares = sets.map(
      ({ made, before, real }) => kernelDistance(made, real) / kernelDistance(before ?? [], real),
    );
    expect(valuesOf(figures)).toMatchObject({
      worstShare: expect.closeTo(shares[1] ?? 0, 9),
      "sharePerDish: ramen": expect.closeTo(shares[0] ?? 0, 9),
      shareOfUntranslated: expect.closeTo(((shares[0] ?? 0) + (shares[1] ?? 0)) / 2, 9),
    });
    expect(figures["worstDish"]).toBe("curry");
    expect(Math.abs(shares[0] ?? 1)).toBeLessThan(0.05);
    expect(figures["shareOfUntranslated"]).toHaveProperty("low");
  });

  it("is 1 for a model that does nothing", () => {
    const set = dish("ramen", 4);
    const figures = valuesOf(kernelShares([{ ...set, made: set.before ?? [] }], 1));
    expect(figures).toMatchObject({ shareOfUntranslated: 1, worstShare: 1 });
  });

  it("names a dish that the untranslated pictures are like already", () => {
    const set = dish("ramen", 0);
    const half = { ...set, before: set.real.slice(0, 20), real: set.real };
    expect(kernelShares([half], 1)).toEqual({ dishesWithoutShare: ["ramen"] });
  });
});

describe("compositing", () => {
  it("leaves everything as it was where nothing is translated", async () => {
    const figures = valuesOf(await composited.measure.translator?.(discs(still), contextOf()));
    expect(figures).toMatchObject({ inside: 0, outside: 0, outsideEllipse: 0, pictures: 16 });
  });

  it("changes the dish, a rim of the table, and nothing beyond the feather", () => {
    const size = 64;
    const distances = Float32Array.from({ length: size * size }, (_, i) =>
      Math.hypot((i % size) - 31.5, Math.floor(i / size) - 31.5),
    );
    const mask = maskOfDish(
      Uint8Array.from(distances, (distance) => (distance > 20 ? 255 : 0)),
      size,
    );
    const bright = (level: number): Uint8Array => new Uint8Array(size * size * 3).fill(level);
    const { data: shown, opacity } = compositedPicture(bright(60), bright(180), size, mask);
    const beyond = beyondFeather(mask, size);
    const changes = shown.filter((_, i) => i % 3 === 0).map((value) => value - 60);
    const where = (test: (distance: number, pixel: number) => boolean): number[] =>
      [...changes].filter((_, pixel) => test(distances[pixel] ?? 0, pixel));
    expect(Math.min(...where((distance) => distance < 19))).toBeGreaterThan(10);
    expect(Math.max(...where((distance) => distance > 20 && distance < 22))).toBeGreaterThan(0);
    expect(where((distance) => distance > 20 && distance < 21)).not.toContain(0);
    expect(where((_, pixel) => beyond[pixel] === 1).every((change) => change === 0)).toBe(true);
    // The mask takes the rim along, one cell of it.
    expect(Math.min(...opacity.filter((_, pixel) => (distances[pixel] ?? 0) < 20.5))).toBeGreaterThan(127);
    // What is called beyond the feather begins close to it.
    expect(where((distance, pixel) => distance > 27 && beyond[pixel] === 0)).toEqual([]);
  });
});

describe("edges in the dish", () => {
  it("are kept or not whatever happens on the table", async () => {
    const stripes = pictures(16, (_, x) => (x % 8 < 4 ? 220 : 20));
    const { sources } = discs(still);
    const changed = (where: tf.Tensor): TranslatorSubject =>
      discs((image) => tf.mul(image, where), 4, { sources: { ...sources, images: stripes } });
    const figures = async (where: tf.Tensor): Promise<Record<string, number>> =>
      valuesOf(await structure.measure.translator?.(changed(where), contextOf()));
    const same = await figures(tf.scalar(1));
    expect(same["dish: edgeIou"]).toBe(1);
    const flat = await figures(tf.scalar(0));
    expect(flat["dish: edgeIou"]).toBe(0);
    const table = await figures(inDisc(6));
    // Lines end a pixel sooner where the table is grey.
    expect(table["dish: edgeIou"]).toBeGreaterThan(0.85);
    expect(table["edgeIou"]).toBeLessThan(0.85);
  });
});

describe("the warp error", () => {
  const random = createRandom(9);
  const textured = pictures(16, () => random.below(256));
  const sources = { ...discs(still).sources, images: textured };
  const measured = async (translate: Translate): Promise<Record<string, number>> =>
    valuesOf(await warp.measure.translator?.(discs(translate, 5, { sources }), contextOf()));

  it("is 0 for what looks at single pixels, identity among it", async () => {
    expect(await measured(still)).toMatchObject({ error: 0, "dish: error": 0, frames: 16 });
    expect((await measured((image) => tf.mul(image, -0.5)))["dish: error"]).toBeLessThan(1e-6);
  });

  it("is the size of a pattern that stays where it is, in parts of the whole range, where the dish is", async () => {
    // Columns in pairs: two pixels to the side lies the other level, two down the same.
    const pattern = tf.tensor4d(
      Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (Math.floor(i / 3) % 4 < 2 ? 0.4 : 0)),
      [1, SIZE, SIZE, 3],
    );
    const everywhere = await measured((image) => tf.add(tf.mul(image, 0.5), pattern));
    expect(everywhere["error"]).toBeCloseTo(0.1, 5);
    expect(everywhere["dish: error"]).toBeCloseTo(0.1, 5);
    const onTable = await measured((image) => tf.add(tf.mul(image, 0.5), tf.mul(pattern, tf.sub(1, inDisc(7.9)))));
    expect(onTable["dish: error"]).toBeLessThan(1e-6);
  });
});

describe("the weights' figures", () => {
  it("are the PSNR of what int8 makes, and the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.001, max: 0.3, noNaN: true }), async (offset) => {
        const stored = { bytes: 460_146, quantized: (image: tf.Tensor4D) => tf.add<tf.Tensor4D>(image, offset) };
        const dark: Translate = (image) => tf.mul(image, 0.5);
        const quantized = (image: tf.Tensor4D): tf.Tensor4D => tf.add(tf.mul(image, 0.5), offset);
        const subject = discs(dark, 5, { stored: { ...stored, quantized } });
        const figures = valuesOf(await weights.measure.translator?.(subject, contextOf()));
        expect(figures["int8Psnr"]).toBeCloseTo(-20 * Math.log10(offset / 2), 2);
        expect(figures["bytes"]).toBe(460_146);
      }),
      { numRuns: 5 },
    );
  });

  it("say so where the pictures are the same, or there is nothing to compare with", async () => {
    const same = discs(still, 5, { stored: { bytes: 1, quantized: still } });
    expect(await weights.measure.translator?.(same, contextOf())).toMatchObject({
      int8Psnr: expect.stringMatching(/^infinite/),
    });
    expect(await weights.measure.translator?.(discs(still), contextOf())).toMatchObject({
      int8Psnr: expect.stringMatching(/no 32-bit weights .* name the run/),
    });
  });
});
