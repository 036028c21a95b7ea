import * as Comlink from "comlink";

import { linesOfPhoto, noodleLines } from "../../net/drawing";

const worker = {
  /**
   * Lines of a photograph as those of the model's training were drawn.
   * @param photo `size * size` RGBA.
   * @returns Black lines on white, opaque RGBA; transferred.
   */
  drawLines(photo: Uint8ClampedArray, size: number): Uint8ClampedArray<ArrayBuffer> {
    const lines = linesOfPhoto(photo, 4, size, size, noodleLines);
    const drawing = new Uint8ClampedArray(photo.length).fill(255);
    lines.forEach((line, i) => {
      if (line === 1) drawing.fill(0, i * 4, i * 4 + 3);
    });
    return Comlink.transfer(drawing, [drawing.buffer]);
  },
};

/** What the worker offers through Comlink. */
export type EdgesWorker = typeof worker;

Comlink.expose(worker);
