import { beforeEach, describe, expect, test } from "vitest";
import { TranslationStage } from "../../../src/session/translation-stage";
import type { Dish } from "../../../src/segmentation/types";
import type { DomainWeights } from "../../../src/translator/types";
import { dishOf, frameOf, namedError, TestClock, TestTranslator } from "./fakes";

const ramen: DomainWeights = Float32Array.of(1, 0);
const curry: DomainWeights = Float32Array.of(0, 1);

let clock: TestClock;
let translator: TestTranslator;
let weights: Map<number, DomainWeights>;
let rest: number;
let patched: number[];
let errors: Error[];
let stage: TranslationStage;

beforeEach(() => {
  clock = new TestClock();
  translator = new TestTranslator();
  weights = new Map();
  rest = 0;
  patched = [];
  errors = [];
  stage = new TranslationStage(translator, clock, {
    weightsOf: (dish: Dish) => weights.get(dish.id) ?? ramen,
    size: () => 128,
    restMs: () => rest,
    onPatch: (dish) => patched.push(dish),
    onError: (error) => errors.push(error),
  });
});

const regions = () => translator.requests.map(({ roi }) => roi.cx);

describe("TranslationStage", () => {
  test("one at a time, always the newest frame", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    for (const sequence of [1, 2, 3]) {
      stage.setFrame(frameOf(sequence));
      stage.pump();
    }
    expect(translator.requests).toHaveLength(1);
    await translator.answer();
    expect(translator.requests.map(({ frame }) => frame.sequence)).toEqual([0, 3]);
  });

  test("four dishes take turns, whichever waited longest", async () => {
    stage.setDishes([dishOf(1, 100), dishOf(2, 200), dishOf(3, 300), dishOf(4, 400)]);
    for (let sequence = 0; sequence < 8; sequence += 1) {
      stage.setFrame(frameOf(sequence));
      stage.pump();
      await clock.pass(10);
      await translator.answer();
    }
    expect(patched).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });

  test("the chosen dish is first when none was translated yet", async () => {
    stage.setDishes([dishOf(1, 100), dishOf(2, 200)]);
    stage.setChosen(2);
    stage.setFrame(frameOf(0));
    stage.pump();
    await translator.answer();
    expect(regions()).toEqual([200, 100]);
  });

  test("a dish whose domain was changed goes before its turn", async () => {
    stage.setDishes([dishOf(1, 100), dishOf(2, 200), dishOf(3, 300)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    for (let count = 0; count < 3; count += 1) {
      await clock.pass(10);
      await translator.answer();
    }
    weights.set(3, curry);
    stage.setFrame(frameOf(1));
    stage.pump();
    expect(translator.requests.at(-1)?.roi.cx).toBe(300);
    expect(translator.requests.at(-1)?.domains).toBe(curry);
  });

  test("a still comes to rest, and wakes for a change of domain alone", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    await translator.answer();
    for (let count = 0; count < 5; count += 1) {
      stage.setFrame(frameOf(0, count));
      stage.pump();
    }
    expect(translator.requests).toHaveLength(1);
    weights.set(1, curry);
    stage.pump();
    expect(translator.requests).toHaveLength(2);
  });

  test("a dish that moved within a still is translated again", async () => {
    stage.setFrame(frameOf(0));
    stage.setDishes([dishOf(1, 100)]);
    stage.pump();
    await translator.answer();
    stage.setDishes([dishOf(1, 100.1)]);
    stage.pump();
    expect(translator.busy).toBe(false);
    stage.setDishes([dishOf(1, 110)]);
    stage.pump();
    expect(translator.busy).toBe(true);
  });

  test("rests between translations when it is told to", async () => {
    rest = 50;
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    await translator.answer();
    stage.setFrame(frameOf(1));
    stage.pump();
    expect(translator.requests).toHaveLength(1);
    await clock.pass(50);
    stage.pump();
    expect(translator.requests).toHaveLength(2);
  });

  test("a failure is told once and does not become a loop", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    await translator.fail(namedError("TranslatorRunError"));
    expect(errors.map(({ name }) => name)).toEqual(["TranslatorRunError"]);
    expect(translator.requests).toHaveLength(1);
    stage.pump();
    expect(translator.requests).toHaveLength(2);
  });

  test("a patch of a dish that is gone, or of another source, is freed and not shown", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    stage.setDishes([]);
    expect((await translator.answer()).closed).toBe(1);
    stage.setDishes([dishOf(1)]);
    stage.pump();
    stage.reset();
    stage.setDishes([dishOf(1)]);
    expect((await translator.answer()).closed).toBe(1);
    expect(patched).toEqual([]);
  });

  test("disposed, it frees what comes late and stays silent", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    stage.dispose();
    expect((await translator.answer()).closed).toBe(1);
    expect(translator.disposed).toBe(true);
    stage.pump();
    expect(translator.requests).toHaveLength(1);
  });

  test("lends the translator between two translations, and goes on afterwards", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    stage.pump();
    const order: string[] = [];
    const lent = stage.lend(async (borrowed) => {
      order.push("lent");
      expect(translator.busy).toBe(false);
      const answer = borrowed.translate({ frame: frameOf(9), roi: dishOf(9).roi, domains: ramen, size: 512 });
      await translator.answer();
      return (await answer).size;
    });
    stage.setFrame(frameOf(1));
    stage.pump();
    expect(order).toEqual([]);
    await translator.answer();
    expect(await lent).toBe(512);
    await clock.pass(10);
    expect(translator.requests.map(({ frame, size }) => [frame.sequence, size])).toEqual([
      [0, 128],
      [9, 512],
      [1, 128],
    ]);
  });

  test("work that failed costs its own promise and nothing else", async () => {
    stage.setDishes([dishOf(1)]);
    stage.setFrame(frameOf(0));
    const lent = stage.lend(() => Promise.reject(namedError("OutOfMemoryError")));
    await expect(lent).rejects.toThrow("OutOfMemoryError");
    await clock.pass(10);
    expect(translator.requests).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});
