import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";

import { AnimationError, type Frame, type Picture } from "./frame";

/** Frames a second of videos: a frame that is to be seen for longer is repeated. */
const RATE = 25;

// Colour is kept at half the size, so sides are made even.
const COMMON = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white", "-pix_fmt", "yuv420p"];
const ENCODERS: Readonly<Record<string, readonly string[]>> = {
  ".mp4": [...COMMON, "-c:v", "libx264", "-crf", "18", "-movflags", "+faststart", "-f", "mp4"],
  ".webm": [...COMMON, "-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-cpu-used", "4", "-row-mt", "1", "-f", "webm"],
};

/** Whether files with this ending are made by ffmpeg. */
export function isVideo(ending: string): boolean {
  return Object.hasOwn(ENCODERS, ending);
}

/**
 * Pipes frames through ffmpeg as they come; none is kept.
 * @param frames At least one, all of one size.
 * @returns How many frames came; repetitions of a frame are not counted.
 * @throws AnimationError where ffmpeg is not installed, lacks the encoder, or fails for another reason.
 */
export async function writeVideo(path: string, ending: string, frames: AsyncIterable<Frame>): Promise<number> {
  let encoder: Encoder | undefined;
  let count = 0;
  let shownUntil = 0;
  try {
    for await (const { picture, milliseconds } of frames) {
      encoder ??= await startEncoder(path, ending, picture);
      count += 1;
      // Rounded in sum, so that errors of short frames do not add up.
      const before = Math.round((shownUntil * RATE) / 1000);
      shownUntil += milliseconds;
      const repeats = Math.max(Math.round((shownUntil * RATE) / 1000) - before, 1);
      for (let i = 0; i < repeats; i++) await encoder.write(picture.data);
    }
  } catch (error) {
    encoder?.abort();
    throw error;
  }
  await encoder?.finish();
  return count;
}

interface Encoder {
  write(pixels: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abort(): void;
}

async function startEncoder(path: string, ending: string, { width, height }: Picture): Promise<Encoder> {
  const input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`, "-r", String(RATE), "-i", "pipe:0"];
  const encoding = ENCODERS[ending] ?? [];
  const process = spawn("ffmpeg", ["-loglevel", "error", "-y", ...input, ...encoding, `file:${path}`], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  await once(process, "spawn").catch((cause: unknown) => {
    throw new AnimationError(
      `${ending} files are made by ffmpeg, which is not installed here: install it (Debian and Ubuntu: apt install ffmpeg; ` +
        "macOS: brew install ffmpeg), or name a .gif or .webp file, which need nothing",
      { cause },
    );
  });
  let complaints = "";
  process.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const ended = endOf(process).then((code) => {
    if (code === 0) return;
    throw new AnimationError(`ffmpeg could not write the video: ${complaints.trim() || `it ended with ${code}`}`);
  });
  // It is awaited when the last frame is written; until then a failure shows in the writing.
  ended.catch(() => {});
  // A broken pipe is told by how ffmpeg ended, which says why.
  process.stdin.on("error", () => {});
  return {
    write: (pixels) => Promise.race([writeTo(process.stdin, pixels), ended]),
    async finish() {
      process.stdin.end();
      await ended;
    },
    abort: () => void process.kill(),
  };
}

async function endOf(process: ChildProcess): Promise<number | null> {
  await once(process, "close");
  return process.exitCode;
}

async function writeTo(stream: Writable, pixels: Uint8Array): Promise<void> {
  if (!stream.write(pixels)) await once(stream, "drain");
}
