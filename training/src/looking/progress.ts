import { join } from "node:path";

import sharp from "sharp";

import { AnimationError, type Frame, type Picture } from "../animation/frame";
import { drawText, LINE_HEIGHT, textWidth } from "../animation/glyphs";
import { RunDirectory } from "../run/directory";
import { listSamples, type Sample } from "../run/samples";

export interface ProgressOptions {
  /** Frames a second. */
  readonly rate: number;
  /** Seconds for which the last grid stays. */
  readonly hold: number;
  /** Most frames; of more samples, so many are taken evenly. */
  readonly most: number;
  /** Largest width, pixels; wider grids are reduced. */
  readonly width: number;
}

/**
 * The sample grids of a run, first to last, each under its step.
 * @throws RunDirectoryError if there is no run, AnimationError if it has no samples yet.
 */
export async function progressFrames(run: string, options: ProgressOptions): Promise<AsyncGenerator<Frame>> {
  await RunDirectory.open(run);
  const samples = evenly(await listSamples(run), options.most);
  if (samples.length === 0) {
    throw new AnimationError(`${run} has no sample grids yet: the first comes after loop.sampleEvery steps`);
  }
  const pathOf = ({ name }: Sample): string => join(run, "samples", name);
  // A recipe may have changed its size on the way: the largest grid decides, and smaller ones are enlarged.
  const sizes = await Promise.all(samples.map(async (sample) => sharp(pathOf(sample)).metadata()));
  const widest = sizes.toSorted((a, b) => b.width - a.width)[0] ?? { width: 1, height: 1 };
  const width = Math.min(widest.width, options.width);
  const height = Math.round((widest.height * width) / widest.width);
  const milliseconds = 1000 / options.rate;

  return (async function* () {
    for (const [index, sample] of samples.entries()) {
      const grid = await readGrid(pathOf(sample), width, height);
      const picture = underStep(grid, sample.step);
      yield { picture, milliseconds: index === samples.length - 1 ? options.hold * 1000 : milliseconds };
    }
  })();
}

async function readGrid(path: string, width: number, height: number): Promise<Picture> {
  const data = await sharp(path)
    .resize(width, height, { fit: "contain", background: "#fff" })
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer();
  return { width, height, data };
}

/** The picture with a dark bar above it that says the step. */
function underStep({ width, height, data }: Picture, step: number): Picture {
  const text = `step ${step.toLocaleString("en")}`;
  // As large as reads well, as far as the picture is wide enough.
  const scale = Math.max(1, Math.min(Math.round(width / 360), Math.floor(width / textWidth(text))));
  const bar = LINE_HEIGHT * scale;
  const labelled = new Uint8Array(width * (height + bar) * 3).fill(0x22, 0, width * bar * 3);
  labelled.set(data, width * bar * 3);
  const picture = { width, height: height + bar, data: labelled };
  drawText(picture, text, scale, { x: 0, y: 0 });
  return picture;
}

/** So many of the samples at most, evenly, the first and the last among them. */
function evenly(samples: readonly Sample[], most: number): Sample[] {
  if (samples.length <= most) return [...samples];
  const last = samples.length - 1;
  return Array.from(
    { length: most },
    (_, i) => samples[most === 1 ? last : Math.round((i * last) / (most - 1))],
  ).filter((sample) => sample !== undefined);
}
