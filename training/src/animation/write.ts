import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname } from "node:path";

import sharp from "sharp";

import { AnimationError, type Frame } from "./frame";
import { isVideo, writeVideo } from "./video";

const ENDINGS = [".gif", ".webp", ".mp4", ".webm"];

/** Checks a name before anything is computed for it. @throws AnimationError for an ending that nothing is written for. */
export function checkAnimationName(path: string): void {
  const ending = extname(path).toLowerCase();
  if (ENDINGS.includes(ending)) return;
  throw new AnimationError(
    `${path} ends in ${ending === "" ? "nothing" : ending}: animations are written as ${ENDINGS.join(", ")}`,
  );
}

/**
 * Writes an animation in the format of the name's ending: GIF and WebP, which repeat for ever, by sharp; MP4 and WebM by
 * ffmpeg. The file appears when it is whole.
 *
 * @param frames All of one size.
 * @returns How many frames it has.
 * @throws AnimationError for an unknown ending, frames of several sizes or none, or a missing or failing ffmpeg.
 */
export async function writeAnimation(path: string, frames: Iterable<Frame> | AsyncIterable<Frame>): Promise<number> {
  checkAnimationName(path);
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  const ending = extname(path).toLowerCase();
  try {
    const count = isVideo(ending)
      ? await writeVideo(partial, ending, sameSized(frames))
      : await writePicture(partial, ending, sameSized(frames));
    await rename(partial, path);
    return count;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The frames as they come. @throws AnimationError if there is none, or one of another size. */
async function* sameSized(frames: Iterable<Frame> | AsyncIterable<Frame>): AsyncGenerator<Frame> {
  let first: Frame | undefined;
  for await (const frame of frames) {
    first ??= frame;
    const [{ width, height }, wanted] = [frame.picture, first.picture];
    if (width !== wanted.width || height !== wanted.height) {
      throw new AnimationError(
        `a frame of ${width}x${height} pixels cannot follow one of ${wanted.width}x${wanted.height}`,
      );
    }
    yield frame;
  }
  if (!first) throw new AnimationError("an animation needs at least one frame");
}

/** GIF or WebP: the frames one below the other, as libvips takes the pages of a picture. */
async function writePicture(path: string, ending: string, frames: AsyncIterable<Frame>): Promise<number> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  const { width = 0, height = 0 } = all[0]?.picture ?? {};
  const raw = { width, height: height * all.length, channels: 3, pageHeight: height } as const;
  const pixels = Buffer.concat(all.map(({ picture }) => picture.data));
  const options = { delay: all.map(({ milliseconds }) => Math.round(milliseconds)), loop: 0 };
  // The limit protects from pictures of strangers; these are ours.
  const pages = sharp(pixels, { raw, limitInputPixels: false });
  await writeFile(
    path,
    // The most effort takes eight times as long, for a file that is a fifteenth smaller.
    await (
      ending === ".gif" ? pages.gif({ ...options, effort: 3 }) : pages.webp({ ...options, quality: 85 })
    ).toBuffer(),
  );
  return all.length;
}
