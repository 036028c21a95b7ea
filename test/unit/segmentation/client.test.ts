import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Frame } from "../../../src/capture/types";
import { MediaPipeSegmenter } from "../../../src/segmentation/client";
import { SegmenterLoadError, SegmenterRunError } from "../../../src/segmentation/errors";
import type { Mask } from "../../../src/segmentation/types";

const start = vi.hoisted(() => vi.fn<() => Promise<unknown>>());
const picture = { close: vi.fn<() => void>() };
vi.mock("../../../src/capture", () => ({ shrinkFrame: () => Promise.resolve(picture) }));
vi.mock("../../../src/segmentation/wasm-module", () => ({ segmenterWasm: () => Promise.resolve({}) }));
vi.mock("../../../src/segmentation/worker-handle", () => ({ SegmenterHandle: { start } }));

const MASK = { width: 2, height: 1, data: Uint8Array.of(0, 255) };
const FRAME: Frame = { picture: {} as HTMLCanvasElement, width: 20, height: 10, timestamp: 0, sequence: 0 };
const OPTIONS = { model: new Uint8Array(), width: 2, height: 1 };

/** A worker that answers as told: a mask for true, a failure for false. */
function worker(...answers: boolean[]) {
  return {
    ready: { delegate: "cpu", renderer: "none" },
    stop: vi.fn<() => void>(),
    segment: vi.fn<() => Promise<Mask>>(() =>
      answers.shift() === true ? Promise.resolve(MASK) : Promise.reject(new Error("it broke")),
    ),
  };
}

/** What each start of a worker gives, in turn. */
function starts(...outcomes: (ReturnType<typeof worker> | Error)[]): void {
  for (const outcome of outcomes) {
    if (outcome instanceof Error) start.mockRejectedValueOnce(outcome);
    else start.mockResolvedValueOnce(outcome);
  }
}

/** Until what was started in the background is done. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("MediaPipeSegmenter", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
    start.mockReset();
  });
  afterEach(() => vi.useRealTimers());

  it("names a start that failed", async () => {
    starts(new Error("the model is not a valid Flatbuffer buffer"));
    const creation = MediaPipeSegmenter.create(OPTIONS);
    await expect(creation).rejects.toThrow(SegmenterLoadError);
    await expect(creation).rejects.toThrow(/did not start: the model is not a valid/);
  });

  it("skips one frame for a failure, and goes on with a new worker", async () => {
    const first = worker(true, false);
    starts(first, worker(true));
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    expect(await segmenter.segment(FRAME)).toBe(MASK);
    expect(await segmenter.segment(FRAME)).toBeNull();
    expect(first.stop).toHaveBeenCalled();
    expect(await segmenter.segment(FRAME)).toBe(MASK);
  });

  it("reports the second failure in a row, and has been started anew by then", async () => {
    starts(worker(false), worker(false), worker(true, false), worker(true));
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    expect(await segmenter.segment(FRAME)).toBeNull();
    await expect(segmenter.segment(FRAME)).rejects.toThrow(SegmenterRunError);
    expect(await segmenter.segment(FRAME)).toBe(MASK);
    expect(await segmenter.segment(FRAME)).toBeNull();
    expect(await segmenter.segment(FRAME)).toBe(MASK);
  });

  it("reports a failure that no new start follows", async () => {
    starts(worker(false), new Error("no memory"));
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    await expect(segmenter.segment(FRAME)).rejects.toThrow(/did not start again: .*no memory/);
  });

  it("takes one frame at a time", async () => {
    starts(worker(true, true));
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    expect(await Promise.all([segmenter.segment(FRAME), segmenter.segment(FRAME)])).toEqual([MASK, null]);
    expect(await segmenter.segment(FRAME)).toBe(MASK);
  });

  it("renews a worker of ten minutes, stopping the old one only when the new one is up", async () => {
    const old = worker(true, true, true);
    const young = worker(true);
    starts(old, young);
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    await segmenter.segment(FRAME);
    expect(start).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10 * 60_000);
    await segmenter.segment(FRAME);
    expect(start).toHaveBeenCalledTimes(2);
    expect(old.stop).not.toHaveBeenCalled();
    await settled();
    expect(old.stop).not.toHaveBeenCalled();
    expect(await segmenter.segment(FRAME)).toBe(MASK);
    expect(old.stop).toHaveBeenCalledTimes(1);
    expect(young.segment).toHaveBeenCalledTimes(1);
  });

  it("keeps a worker that could not be renewed", async () => {
    const old = worker(true, true, true);
    starts(old, new Error("no memory"));
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    vi.advanceTimersByTime(10 * 60_000);
    for (let run = 0; run < 3; run++) expect(await segmenter.segment(FRAME)).toBe(MASK);
    expect(old.stop).not.toHaveBeenCalled();
    expect(start).toHaveBeenCalledTimes(2);
  });

  it("stops its worker, closes the picture under way and answers null when it is disposed of", async () => {
    const only = worker(true);
    starts(only);
    const segmenter = await MediaPipeSegmenter.create(OPTIONS);
    const pending = segmenter.segment(FRAME);
    segmenter.dispose();
    expect(await pending).toBeNull();
    expect(picture.close).toHaveBeenCalled();
    expect(only.stop).toHaveBeenCalled();
    expect(await segmenter.segment(FRAME)).toBeNull();
  });
});
