import { beforeEach, describe, expect, test } from "vitest";
import { Pipeline } from "../../../src/session/pipeline";
import type { Tracker } from "../../../src/session/tracker";
import type { Dish, Segmenter } from "../../../src/segmentation/types";
import { dishOf, frameOf, maskOf, settle, TestClock, TestCompositor, TestTranslator } from "./fakes";

const weights = Float32Array.of(1, 0);

let clock: TestClock;
let pipeline: Pipeline;
let compositor: TestCompositor;
let translator: TestTranslator;
let dishes: readonly Dish[];
let published: (readonly Dish[])[];
let errors: string[];

const tracker: Tracker = { update: () => dishes, predict: () => dishes, reset: () => undefined };
const segmenter: Segmenter = { segment: () => Promise.resolve(maskOf()), dispose: () => undefined };

beforeEach(() => {
  clock = new TestClock();
  compositor = new TestCompositor();
  translator = new TestTranslator();
  dishes = [dishOf(1)];
  published = [];
  errors = [];
  pipeline = new Pipeline(clock, {
    weightsOf: () => weights,
    size: () => 128,
    restMs: () => 0,
    onDishes: (list) => published.push(list),
    onTranslated: () => undefined,
    onSegmenterError: (error) => errors.push(`segmenter ${error.name}`),
    onTranslatorError: (error) => errors.push(`translator ${error.name}`),
    onCompositorError: (error) => errors.push(`compositor ${error.name}`),
  });
});

const useAll = () => {
  pipeline.setCompositor(compositor);
  pipeline.setSegmenter({ segmenter, tracker });
  pipeline.setTranslator(translator);
};

/** Frames at 50 a second for `ms`, from `sequence` on. */
const play = async (ms: number, sequence = 0): Promise<number> => {
  for (let time = 0; time < ms; time += 20) {
    pipeline.push(frameOf(sequence, clock.now()));
    sequence += 1;
    await clock.pass(20);
  }
  return sequence;
};

describe("Pipeline", () => {
  test("a frame becomes dishes, a patch, and a layer on the compositor", async () => {
    useAll();
    await play(40);
    const patch = await translator.answer();
    expect(published).toEqual([dishes]);
    expect(compositor.layers).toEqual([{ dish: dishes[0], patch }]);
  });

  test("the picture moves at display rate while segmenter and translator are slow", async () => {
    useAll();
    await play(1000);
    expect(translator.requests).toHaveLength(1);
    expect(compositor.renders).toBeGreaterThanOrEqual(49);
  });

  test("a patch is freed as soon as the next one of its dish is shown, and not before", async () => {
    useAll();
    let sequence = await play(40);
    const first = await translator.answer();
    sequence = await play(100, sequence);
    expect(first.closed).toBe(0);
    const second = await translator.answer();
    expect(first.closed).toBe(1);
    expect(second.closed).toBe(0);
    dishes = [];
    await play(40, sequence);
    expect(second.closed).toBe(1);
    expect(compositor.layers).toEqual([]);
  });

  test("the picture runs before there is a segmenter or a translator", async () => {
    pipeline.setCompositor(compositor);
    await play(200);
    expect(compositor.renders).toBeGreaterThanOrEqual(9);
    expect(published).toEqual([]);
  });

  test("a new compositor gets the frame and the layers that are there", async () => {
    useAll();
    await play(40);
    await translator.answer();
    pipeline.drawing.setDivider(0.4);
    const next = new TestCompositor("webgpu");
    pipeline.setCompositor(null);
    pipeline.setCompositor(next);
    await clock.pass(20);
    expect(next.layers).toHaveLength(1);
    expect(next.divider).toBe(0.4);
    expect(next.frames.length).toBeGreaterThan(0);
    expect(compositor.disposed).toBe(true);
  });

  test("paused, the picture is kept but nothing is computed; afterwards it goes on", async () => {
    useAll();
    pipeline.setPaused(true);
    const sequence = await play(300);
    expect(translator.requests).toHaveLength(0);
    pipeline.setPaused(false);
    await play(200, sequence);
    expect(translator.requests).toHaveLength(1);
  });

  test("another source: nothing of the one before is shown or finished", async () => {
    useAll();
    await play(40);
    const shown = await translator.answer();
    await play(20, 2);
    pipeline.reset();
    expect(compositor.layers).toEqual([]);
    expect(published.at(-1)).toEqual([]);
    expect(shown.closed).toBe(1);
    if (translator.busy) expect((await translator.answer()).closed).toBe(1);
  });

  test("a source that ended is no longer read, and its picture stays", async () => {
    useAll();
    await play(40);
    await translator.answer();
    const { length } = translator.requests;
    pipeline.sourceEnded();
    pipeline.domainsChanged();
    await settle();
    expect(translator.requests).toHaveLength(length);
    expect(compositor.layers).toHaveLength(1);
  });

  test("disposed, every patch is freed and every stage ended", async () => {
    useAll();
    await play(40);
    const patch = await translator.answer();
    pipeline.dispose();
    expect(patch.closed).toBe(1);
    expect(translator.disposed).toBe(true);
    expect(compositor.disposed).toBe(true);
    expect(errors).toEqual([]);
  });
});
