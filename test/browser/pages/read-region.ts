import { paintRegion, type Region } from "../../../src/capture/draw-region";
import { readRegion } from "../../../src/capture/read-region";

const SIDE = 64;

/** Smooth planes of different colours everywhere, as a camera's picture in memory. */
function makePicture(format: "I420" | "NV12" | "I444" | "RGBX" | "BGRA", colorSpace: VideoColorSpaceInit): VideoFrame {
  const wave = (x: number, y: number, phase: number): number => 128 + 80 * Math.sin(x / 11 + phase) * Math.cos(y / 13);
  const samples: number[] = [];
  const plane = (side: number, ...phases: number[]): void => {
    const scale = SIDE / side;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) for (const phase of phases) samples.push(wave(x * scale, y * scale, phase));
    }
  };
  const isRgb = format === "RGBX" || format === "BGRA";
  if (isRgb) plane(SIDE, 0, 1, 2, 3);
  else plane(SIDE, 0);
  if (format === "NV12") plane(SIDE / 2, 1, 2);
  else if (!isRgb) for (const phase of [1, 2]) plane(format === "I420" ? SIDE / 2 : SIDE, phase);
  // Chromium draws the unused fourth byte as an opacity.
  if (isRgb) for (let i = 3; i < samples.length; i += 4) samples[i] = 255;
  const init = { format, codedWidth: SIDE, codedHeight: SIDE, timestamp: 0, colorSpace };
  return new VideoFrame(Uint8Array.from(samples), init);
}

const lab = {
  /** Largest and mean difference between a region as it is read and as the browser draws it; null if not read. */
  async compare(format: Parameters<typeof makePicture>[0], colorSpace: VideoColorSpaceInit, region: Region) {
    const picture = makePicture(format, colorSpace);
    const read = await readRegion(picture, region);
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("no canvas");
    paintRegion(context, picture, SIDE, SIDE, region);
    picture.close();
    if (read === null) return null;
    const drawn = context.getImageData(0, 0, region.toWidth, region.toHeight);
    let largest = 0;
    let sum = 0;
    drawn.data.forEach((value, index) => {
      const difference = Math.abs(value - (read.data[index] ?? 999));
      largest = Math.max(largest, difference);
      sum += difference;
    });
    return { largest, mean: sum / drawn.data.length, size: [read.width, read.height] };
  },
};

declare global {
  // eslint-disable-next-line no-var
  var readRegionLab: typeof lab;
}
globalThis.readRegionLab = lab;
document.title = "ready";
