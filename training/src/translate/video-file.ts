import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { extname } from "node:path";

import { VideoError } from "./errors";
import { Ffmpeg } from "./ffmpeg";
import type { VideoFacts } from "./probe";
import type { RawPicture } from "./raw-picture";

/** A video's frames at its own rate, one at a time: the next one is read when the last was taken. */
export async function* readFrames(path: string, facts: VideoFacts): AsyncGenerator<RawPicture> {
  const { width, height, rate, matrix } = facts;
  const ffmpeg = new Ffmpeg(
    // A constant rate: pipes carry no times, and the sound must stay with the picture.
    [
      "-i",
      path,
      "-vf",
      `fps=${rate},scale=in_color_matrix=${matrix}`,
      ...words("-map 0:v:0 -f rawvideo -pix_fmt rgb24 pipe:1"),
    ],
    { stdin: false, stdout: true },
  );
  const bytes = width * height * 3;
  let frame = new Uint8Array(bytes);
  let filled = 0;
  try {
    for await (const chunk of ffmpeg.child.stdout ?? []) {
      const part: Uint8Array = chunk;
      for (let at = 0; at < part.length;) {
        const taken = part.subarray(at, at + bytes - filled);
        frame.set(taken, filled);
        at += taken.length;
        filled += taken.length;
        if (filled < bytes) continue;
        yield { width, height, channels: 3, data: frame };
        frame = new Uint8Array(bytes);
        filled = 0;
      }
    }
    await ffmpeg.ended;
    if (filled > 0) throw new VideoError(`${path} ends in the middle of a frame of ${width}x${height}`);
  } finally {
    await ffmpeg.stop();
  }
}

/** Writes frames, with the sound of the video that they come from, in the format of the name's ending. */
export class VideoWriter {
  readonly #path: string;
  readonly #partial: string;
  readonly #ffmpeg: Ffmpeg;

  /** @param from The video whose sound is taken. */
  constructor(path: string, from: string, facts: VideoFacts) {
    const { width, height, rate, matrix, sound } = facts;
    this.#path = path;
    this.#partial = `${path}.partial`;
    const webm = extname(path).toLowerCase() === ".webm";
    // Halved colour needs even sides; a picture of odd ones keeps its size, and its colours whole.
    const even = width % 2 === 0 && height % 2 === 0;
    const format = even ? "yuv420p" : "yuv444p";
    this.#ffmpeg = new Ffmpeg(
      [
        ...words(`-y -f rawvideo -pix_fmt rgb24 -video_size ${width}x${height} -framerate ${rate} -i pipe:0`),
        "-i",
        from,
        ...words(`-map 0:v:0 -map 1:a? -vf scale=out_color_matrix=${matrix}:out_range=tv,format=${format}`),
        ...words(`-colorspace ${matrix === "bt709" ? "bt709" : "smpte170m"} -color_range tv`),
        ...(webm ? VP9 : H264),
        ...(sound === null ? [] : words(`-c:a ${soundCodec(sound, webm)}`)),
        "-f",
        container(path),
        this.#partial,
      ],
      { stdin: true, stdout: false },
    );
  }

  /** Resolves when ffmpeg can take another. @throws VideoError if it has given up. */
  async write({ data }: RawPicture): Promise<void> {
    const { stdin } = this.#ffmpeg.child;
    if (stdin === null || stdin.destroyed) return this.#ffmpeg.ended;
    if (!stdin.write(data)) await Promise.race([once(stdin, "drain"), this.#ffmpeg.ended]);
  }

  /** The file is complete and in its place. */
  async finish(): Promise<void> {
    this.#ffmpeg.child.stdin?.end();
    await this.#ffmpeg.ended;
    await rename(this.#partial, this.#path);
  }

  /** Nothing of it stays. */
  async abandon(): Promise<void> {
    await this.#ffmpeg.stop();
    await rm(this.#partial, { force: true });
  }
}

const H264 = words("-c:v libx264 -preset medium -crf 17 -movflags +faststart");
const VP9 = words("-c:v libvpx-vp9 -crf 24 -b:v 0 -deadline good -cpu-used 4 -row-mt 1");

/** Sound is copied where the format may hold it, else encoded anew. */
function soundCodec(sound: string, webm: boolean): string {
  if (webm) return sound === "opus" || sound === "vorbis" ? "copy" : "libopus";
  return ["aac", "mp3", "ac3", "eac3", "alac"].includes(sound) ? "copy" : "aac";
}

/** ffmpeg's name of the format, which it cannot tell from the name of a partial file. */
function container(path: string): string {
  const ending = extname(path).toLowerCase();
  return ending === ".mkv" ? "matroska" : ending === ".m4v" ? "mp4" : ending.slice(1);
}

function words(text: string): string[] {
  return text.split(" ");
}
