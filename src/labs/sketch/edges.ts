import { cropFrame, type Frame } from "../../capture";
import { noodleLines } from "../../net/drawing";
import { WorkerConnection } from "../../translator/tfjs/connection";
import { readableCanvas } from "../shared/picture";
import type { EdgesWorker } from "./edges.worker";
import type { LineLayer } from "./sketch";

/**
 * The lines of a photograph's middle square. The work is a worker's: the median of each pixel's neighbours takes longer than a frame.
 * @throws {FrameGoneError | TranslatorWorkerError}
 */
export async function linesOf(frame: Frame): Promise<LineLayer> {
  const { size } = noodleLines;
  const square = { cx: frame.width / 2, cy: frame.height / 2, size: Math.min(frame.width, frame.height) };
  const crop = await cropFrame(frame, square, size);
  const context = readableCanvas(size);
  context.drawImage(crop, 0, 0);
  crop.close();
  const photo = context.getImageData(0, 0, size, size);

  const connection = new WorkerConnection<EdgesWorker>(startWorker());
  try {
    const drawing = await connection.call((remote) => remote.drawLines(photo.data, size));
    context.putImageData(new ImageData(drawing, size, size), 0, 0);
    return { size, picture: context.canvas };
  } finally {
    connection.close("The drawing is done.");
  }
}

function startWorker(): Worker {
  return new Worker(new URL("./edges.worker.ts", import.meta.url), { type: "module", name: "edges" });
}
