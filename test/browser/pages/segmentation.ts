import type { Frame } from "../../../src/capture/types";
import { MediaPipeSegmenter } from "../../../src/segmentation";
import type { SegmenterReady } from "../../../src/segmentation";

/** Bytes as base64: playwright's arguments are JSON. */
export interface ModelArgument {
  readonly model: string;
  readonly width: number;
  readonly height: number;
  readonly delegate?: "cpu" | "gpu" | "auto";
  readonly renewAfter?: number;
}

export interface PictureArgument {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly rgba: readonly number[];
}

export interface MaskResult {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

let segmenter: MediaPipeSegmenter | null = null;
let sequence = 0;

function current(): MediaPipeSegmenter {
  if (segmenter === null) throw new Error("no segmenter was started");
  return segmenter;
}

function frameOf({ width, height, rgba }: PictureArgument): Frame {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no 2D canvas");
  context.putImageData(new ImageData(Uint8ClampedArray.from(rgba), width, height), 0, 0);
  return { picture: canvas, width, height, timestamp: performance.now(), sequence: sequence++ };
}

const page = {
  async start({ model, ...options }: ModelArgument): Promise<SegmenterReady | null> {
    segmenter?.dispose();
    const bytes = Uint8Array.from(atob(model), (character) => character.codePointAt(0) ?? 0);
    segmenter = await MediaPipeSegmenter.create({ ...options, model: bytes });
    return segmenter.ready;
  },

  /** Workers that are started from now on live faster, see impatient.ts. */
  hurry(): void {
    const Usual = globalThis.Worker;
    globalThis.Worker = class extends Usual {
      constructor(_url: string | URL, options?: WorkerOptions) {
        super(new URL("./impatient-segmenter.ts", import.meta.url), options);
      }
    };
  },

  async segment(picture: PictureArgument): Promise<MaskResult | null> {
    const mask = await current().segment(frameOf(picture));
    return mask && { width: mask.width, height: mask.height, data: [...mask.data] };
  },

  /** Asks twice without waiting: the results' kinds. */
  async segmentTwice(picture: PictureArgument): Promise<string[]> {
    const frame = frameOf(picture);
    const masks = await Promise.all([current().segment(frame), current().segment(frame)]);
    return masks.map((mask) => (mask === null ? "null" : "mask"));
  },

  /** Milliseconds from call to mask, and of script on this thread, for `runs` frames. */
  async time(picture: PictureArgument, runs: number): Promise<{ total: number[]; script: number[] }> {
    const frame = frameOf(picture);
    const total: number[] = [];
    const script: number[] = [];
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      const mask = current().segment(frame);
      script.push(performance.now() - start);
      await mask;
      total.push(performance.now() - start);
    }
    return { total, script };
  },

  dispose(): void {
    current().dispose();
  },
};

export type SegmentationPage = typeof page;

Object.assign(globalThis, { segmentationPage: page });
