import { beforeEach, describe, expect, test } from "vitest";
import { DrawingStage } from "../../../src/session/drawing-stage";
import { RateMeter, SampleWindow } from "../../../src/net/meters";
import { frameOf, namedError, TestClock, TestCompositor } from "./fakes";

let clock: TestClock;
let compositor: TestCompositor;
let errors: Error[];
let stage: DrawingStage;

beforeEach(() => {
  clock = new TestClock();
  compositor = new TestCompositor();
  errors = [];
  stage = new DrawingStage(clock, { drawn: new RateMeter(), timings: new SampleWindow() }, (error) =>
    errors.push(error),
  );
  stage.setCompositor(compositor);
});

describe("DrawingStage", () => {
  test("a still is drawn, and then the display is left alone", async () => {
    for (let count = 0; count < 8; count += 1) {
      stage.setFrame(frameOf(0, 250 * count));
      await clock.pass(250);
    }
    expect(compositor.renders).toBeLessThanOrEqual(2);
    expect(clock.waitingFrames).toBe(0);
  });

  test("only the newest frame is handed over, once a drawing", async () => {
    for (const sequence of [0, 1, 2]) stage.setFrame(frameOf(sequence));
    await clock.pass(10);
    expect(compositor.frames.map(({ sequence }) => sequence)).toEqual([2]);
  });

  test("it goes on while the compositor asks for it", async () => {
    stage.setFrame(frameOf(0));
    await clock.pass(50);
    const { renders } = compositor;
    stage.needsRender();
    await clock.pass(50);
    expect(compositor.renders).toBe(renders + 1);
  });

  test("where painting is dear, drawing leaves time for others", async () => {
    clock.paintMs = 40;
    for (let sequence = 0; sequence < 100; sequence += 1) {
      stage.setFrame(frameOf(sequence));
      await clock.pass(20);
    }
    expect(compositor.renders).toBeGreaterThanOrEqual(18);
    expect(compositor.renders).toBeLessThanOrEqual(25);
    expect(compositor.frames.at(-1)?.sequence).toBeGreaterThan(93);
  });

  test("a compositor that asks for the next drawing while it draws waits for the rest like everyone", async () => {
    clock.paintMs = 40;
    const render = compositor.render.bind(compositor);
    compositor.render = () => {
      render();
      stage.needsRender();
      return true;
    };
    stage.setFrame(frameOf(0));
    await clock.pass(10);
    expect(compositor.renders).toBe(1);
    // No frames are asked for during the rest: a loop of them takes a whole core where there is no GPU.
    expect(clock.waitingFrames).toBe(0);
    await clock.pass(1990);
    expect(compositor.renders).toBeGreaterThanOrEqual(18);
    expect(compositor.renders).toBeLessThanOrEqual(25);
  });

  test("who watches hears of drawings, and of turns without one nothing", async () => {
    const seen: number[] = [];
    const end = stage.watch((_canvas, now) => seen.push(now));
    stage.setFrame(frameOf(0));
    await clock.pass(10);
    expect(seen).toHaveLength(1);
    compositor.render = () => false;
    stage.setFrame(frameOf(1));
    await clock.pass(10);
    expect(seen).toHaveLength(1);
    compositor.render = () => true;
    end();
    stage.setFrame(frameOf(2));
    await clock.pass(10);
    expect(seen).toHaveLength(1);
  });

  test("holding the original eases the strength to 0 and back", async () => {
    stage.setFrame(frameOf(0));
    await clock.pass(20);
    stage.setOriginal(true);
    await clock.pass(400);
    const down = compositor.strengths.splice(0);
    expect(down.at(-1)).toBe(0);
    expect(down.length).toBeGreaterThan(3);
    expect(down).toEqual(down.toSorted((a, b) => b - a));
    stage.setOriginal(false);
    await clock.pass(400);
    expect(compositor.strengths.at(-1)).toBe(1);
    expect(clock.waitingFrames).toBe(0);
  });

  test("a compositor that throws is told of, and not called for ever", async () => {
    compositor.render = () => {
      throw namedError("CompositorLostError");
    };
    stage.setFrame(frameOf(0));
    await clock.pass(200);
    expect(errors.map(({ name }) => name)).toEqual(["CompositorLostError"]);
  });

  test("the next source's first frame is drawn although it has the same number", async () => {
    stage.setFrame(frameOf(0));
    await clock.pass(20);
    stage.reset();
    stage.setFrame(frameOf(0));
    await clock.pass(20);
    expect(compositor.frames).toHaveLength(2);
  });
});
