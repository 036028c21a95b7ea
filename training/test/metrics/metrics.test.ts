import { readFile } from "node:fs/promises";

import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { imagesInMemory } from "../../src/data/image-set";
import { accuracy } from "../../src/metrics/accuracy";
import { change } from "../../src/metrics/change";
import { dishIou } from "../../src/metrics/dish-iou";
import { TooFewPicturesError, UnknownMetricError } from "../../src/metrics/errors";
import { generated } from "../../src/metrics/generated";
import { bootstrapMean, bootstrapMeans, evenly, proportion } from "../../src/metrics/interval";
import { labels } from "../../src/metrics/labels";
import { metrics, metricsNamed } from "../../src/metrics/registry";
import { translatorSubject } from "../../src/metrics/subjects/translator";
import { brightnessJudge, contextOf, pictures, SIZE, twoDishes, valuesOf } from "./subjects";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const painted = (image: tf.Tensor4D, target: number): tf.Tensor4D =>
  tf.add(tf.zerosLike(image), target === 0 ? -0.56 : 0.54);

describe("accuracy", () => {
  it("is 1 where translations look as they should, and 0 for the dish that they never become", async () => {
    const context = contextOf({ judge: brightnessJudge() });
    const perfect = valuesOf(await accuracy.measure.translator?.(twoDishes(painted), context));
    expect(perfect).toMatchObject({ translated: 1, real: 1, translations: 16 });
    const dark = twoDishes((image) => painted(image, 0));
    expect(valuesOf(await accuracy.measure.translator?.(dark, context))).toMatchObject({
      translated: 0.5,
      "translatedPerDish: dark": 1,
      "translatedPerDish: bright": 0,
    });
  });

  it("counts a classifier's own mistakes, dish by dish", async () => {
    const guesses = [
      { guess: 0, label: 0 },
      { guess: 0, label: 0 },
      { guess: 0, label: 0 },
      { guess: 0, label: 1 },
    ];
    const subject = { kind: "classifier", classes: ["a", "b"], guesses: () => Promise.resolve(guesses) } as const;
    const figures = valuesOf(await accuracy.measure.classifier?.(subject, contextOf()));
    expect(figures).toMatchObject({ overall: 0.75, balanced: 0.5, "perDish: a": 1, "perDish: b": 0, pictures: 4 });
  });

  it("names the dish that the judge does not know", () => {
    expect(() => brightnessJudge(["dark", "soup"]).classOf("bright")).toThrow(/does not know bright, only dark, soup/);
  });
});

describe("change", () => {
  it("tells the dish from the table", async () => {
    // The left half is the table: it stays, the dish becomes white.
    const outside = imagesInMemory(
      SIZE,
      1,
      Uint8Array.from({ length: 16 * SIZE * SIZE }, (_, i) => (i % SIZE < SIZE / 2 ? 255 : 0)),
    );
    const base = twoDishes(painted);
    const subject = twoDishes(
      (image) =>
        tf.concat(
          [tf.slice(image, [0, 0, 0, 0], [-1, -1, SIZE / 2, -1]), tf.ones([image.shape[0], SIZE, SIZE / 2, 3])],
          2,
        ),
      { sources: { ...base.sources, outside } },
    );
    const figures = valuesOf(await change.measure.translator?.(subject, contextOf()));
    expect(figures).toEqual({ inside: (255 - 56 + 255 - 196) / 2, outside: 0 });
  });
});

describe("dish-iou", () => {
  it("is the share of the union that is found and true", async () => {
    const subject = {
      kind: "segmenter",
      classes: ["background", "dish"],
      pictures: 2,
      async *labels() {
        yield await Promise.resolve({ found: Uint8Array.of(1, 1, 0, 0), wanted: Uint8Array.of(1, 0, 0, 0) });
        yield { found: Uint8Array.of(0, 1, 1, 0), wanted: Uint8Array.of(0, 1, 1, 0) };
      },
    } as const;
    const figures = valuesOf(await dishIou.measure.segmenter?.(subject, contextOf()));
    expect(figures).toMatchObject({ mean: 0.75, worst: 0.5, pictures: 2 });
  });
});

describe("labels", () => {
  // A 3x3 picture: three of the class a, six of b; one a taken for b, two b for a.
  const wanted = Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 1, 1);
  const found = Uint8Array.of(0, 0, 1, 0, 0, 1, 1, 1, 1);
  const byHand = {
    pixelAccuracy: 6 / 9,
    classAccuracy: (2 / 3 + 4 / 6) / 2,
    classIou: (2 / 5 + 4 / 7) / 2,
    perClass: { a: { accuracy: 2 / 3, iou: 2 / 5 }, b: { accuracy: 4 / 6, iou: 4 / 7 } },
  };

  it("has the three numbers as counted by hand, whatever the classes that do not occur", async () => {
    const subject = {
      kind: "segmenter",
      classes: ["a", "b", "absent"],
      pictures: 1,
      async *labels() {
        yield await Promise.resolve({ found, wanted });
      },
    } as const;
    expect(await labels.measure.segmenter?.(subject, contextOf())).toEqual(byHand);
  });

  it("reads label pictures by their nearest colours", async () => {
    const palette = {
      names: ["a", "b"],
      colours: [
        [255, 0, 0],
        [0, 0, 255],
      ],
    } as const;
    const inColours = (classes: Uint8Array, blur: number): Uint8Array =>
      Uint8Array.from({ length: 27 }, (_, i) =>
        i % 3 === (classes[Math.floor(i / 3)] === 0 ? 0 : 2) ? 255 - blur : blur,
      );
    const subject = translatorSubject({
      size: 3,
      targets: [
        { name: "target", real: { images: imagesInMemory(3, 3, inColours(wanted, 0)), blocks: [0], outside: null } },
      ],
      sources: { images: pictures(1, () => 0, 3), blocks: [0], outside: null, own: [null] },
      translate: () => tf.sub(tf.div(tf.tensor4d(inColours(found, 90), [1, 3, 3, 3], "float32"), 127.5), 1),
      back: null,
      wanted: imagesInMemory(3, 3, inColours(wanted, 0)),
      stored: { bytes: 1000, quantized: null },
    });
    expect(await labels.measure.translator?.(subject, contextOf({ palette }))).toEqual(byHand);
  });
});

describe("generated", () => {
  it("finds a generator that makes one picture only, and one that has too few to learn from", async () => {
    const real = pictures(6, (picture) => picture * 40);
    const subject = {
      kind: "generator",
      size: SIZE,
      dish: null,
      generated: () => Promise.resolve(pictures(6, () => 40)),
      real: { images: real, blocks: [0, 0, 0, 0, 0, 0], outside: null },
    } as const;
    expect(await generated.measure.generator?.(subject, contextOf())).toMatchObject({ diversity: 0, nearestReal: 0 });
    const alone = { ...subject, real: { images: pictures(1, () => 0), blocks: [0], outside: null } };
    await expect(generated.measure.generator?.(alone, contextOf())).rejects.toThrow(TooFewPicturesError);
  });
});

describe("the registry", () => {
  it("names each metric once, and what a wrong name may stand for", () => {
    const names = metrics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(metricsNamed(["change", "accuracy"]).map(({ name }) => name)).toEqual(["accuracy", "change"]);
    expect(() => metricsNamed(["acuracy", "change"])).toThrow(UnknownMetricError);
    expect(() => metricsNamed(["acuracy"])).toThrow("there is no metric acuracy; did you mean accuracy?");
    expect(() => metricsNamed(["zzzzzzzzzzzzz"])).toThrow(/there are accuracy, /);
  });
});

describe("the documentation", () => {
  it("has a line for each metric", async () => {
    const text = await readFile(new URL("../../../docs/training.md", import.meta.url), "utf8");
    const lines = text.split("\n").filter((line) => line.startsWith("| `"));
    const missing = metrics.filter(({ name }) => !lines.some((line) => line.includes(`\`${name}\``)));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe("intervals", () => {
  it("agrees with Wilson's for 8 of 10, and stays within [0, 1]", () => {
    const { value, low, high } = proportion(8, 10);
    expect(value).toBe(0.8);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
    expect(proportion(0, 5)).toMatchObject({ value: 0, low: 0 });
    expect(proportion(5, 5).high).toBe(1);
  });

  it("has the width that the standard error gives for many values", () => {
    const values = Array.from({ length: 400 }, (_, i) => [i % 2]);
    const { value, low, high } = bootstrapMean(values, 1);
    expect(value).toBe(0.5);
    expect(high - low).toBeGreaterThan(0.07);
    expect(high - low).toBeLessThan(0.13);
    // What is drawn as one counts as one: two groups of two hundred tell no more than two values.
    const grouped = bootstrapMean([Array.from({ length: 200 }, () => 0), Array.from({ length: 200 }, () => 1)], 1);
    expect(grouped).toEqual({ value: 0.5, low: 0, high: 1 });
    expect(bootstrapMeans([[1, 1, 1], [0]], 1)).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  });

  it("takes pictures evenly", () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5)).toEqual([1, 3, 5, 7, 9]);
    expect(evenly([0, 1], 5)).toEqual([0, 1]);
  });
});
