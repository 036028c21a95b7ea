import { expose } from "comlink";
import { detectCard } from "../detect/detect-card";
import { calibrate } from "../maths/calibrate";
import { CalibrationRefusedError } from "../maths/errors";
import type { CalibrationWorker } from "./contract";

/** Pixels of the longer side; more does not make the discs' centres better. */
const LONGEST = 960;

let canvas: OffscreenCanvas | null = null;

/** Grey of the picture, shrunk to what is needed. */
function greyOf(picture: VideoFrame | ImageBitmap): { grey: Uint8Array; width: number; height: number } {
  const fullWidth = "displayWidth" in picture ? picture.displayWidth : picture.width;
  const fullHeight = "displayHeight" in picture ? picture.displayHeight : picture.height;
  const scale = Math.min(1, LONGEST / Math.max(fullWidth, fullHeight));
  const width = Math.round(fullWidth * scale);
  const height = Math.round(fullHeight * scale);
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error("This browser draws nothing in workers.");
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = ((data[4 * i] ?? 0) + 2 * (data[4 * i + 1] ?? 0) + (data[4 * i + 2] ?? 0)) >> 2;
  }
  return { grey, width, height };
}

expose({
  detect: (picture) => {
    try {
      const { grey, width, height } = greyOf(picture);
      return detectCard(grey, width, height);
    } finally {
      picture.close();
    }
  },
  solve: (recording) => {
    try {
      return { kind: "measured", measurement: calibrate(recording) };
    } catch (error) {
      if (error instanceof CalibrationRefusedError)
        return { kind: "refused", reason: error.reason, message: error.message };
      throw error;
    }
  },
} satisfies CalibrationWorker);
