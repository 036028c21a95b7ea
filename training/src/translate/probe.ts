import * as v from "valibot";

import { VideoError } from "./errors";
import { ask } from "./ffmpeg";

/** What has to be known of a video to read its frames and to write as many others. */
export interface VideoFacts {
  /** Of an upright frame, pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames a second, as ffmpeg writes fractions: `30000/1001`. */
  readonly rate: string;
  readonly framesPerSecond: number;
  /** Number of frames, as far as the file's length says; null where it does not. */
  readonly frames: number | null;
  /** Codec of the first sound track, or null. */
  readonly sound: string | null;
  /** Matrix between its colours and RGB. */
  readonly matrix: "bt709" | "bt601";
}

const streamSchema = v.looseObject({
  codec_type: v.string(),
  codec_name: v.optional(v.string()),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  avg_frame_rate: v.optional(v.string()),
  r_frame_rate: v.optional(v.string()),
  color_space: v.optional(v.string()),
  duration: v.optional(v.string()),
  side_data_list: v.optional(v.array(v.looseObject({ rotation: v.optional(v.number()) }))),
});
const probeSchema = v.looseObject({
  streams: v.array(streamSchema),
  format: v.looseObject({ duration: v.optional(v.string()) }),
});

/** @throws VideoError if ffprobe is missing, or finds no video in the file. */
export async function probeVideo(path: string): Promise<VideoFacts> {
  const text = await ask("ffprobe", ["-loglevel", "error", "-show_streams", "-show_format", "-of", "json", path]);
  const { streams, format } = v.parse(probeSchema, JSON.parse(text));
  const video = streams.find(({ codec_type: type }) => type === "video");
  if (video?.width === undefined || video.height === undefined) throw new VideoError(`${path} has no picture track`);
  const rate = [video.avg_frame_rate, video.r_frame_rate].find((text_) => plausible(text_)) ?? "30";
  const seconds = Number(video.duration ?? format.duration);
  // ffmpeg turns frames as the file says.
  const turned = Math.abs((video.side_data_list ?? []).find(({ rotation }) => rotation !== undefined)?.rotation ?? 0);
  const [width, height] = turned % 180 === 90 ? [video.height, video.width] : [video.width, video.height];
  return {
    width,
    height,
    rate,
    framesPerSecond: valueOf(rate),
    frames: Number.isFinite(seconds) ? Math.max(1, Math.round(seconds * valueOf(rate))) : null,
    sound: streams.find(({ codec_type: type }) => type === "audio")?.codec_name ?? null,
    matrix: matrixOf(video.color_space, video.height),
  };
}

/** Where a file does not say, players go by its size. */
function matrixOf(said: string | undefined, height: number): VideoFacts["matrix"] {
  if (said === "bt709") return "bt709";
  if (said === "smpte170m" || said === "bt470bg") return "bt601";
  return height >= 720 ? "bt709" : "bt601";
}

function valueOf(rate: string): number {
  const [above = Number.NaN, below = 1] = rate.split("/").map(Number);
  return above / below;
}

/** Some files claim thousands of frames a second, for frames that come when something moves. */
function plausible(rate: string | undefined): boolean {
  const value = rate === undefined ? Number.NaN : valueOf(rate);
  return value > 0 && value <= 240;
}
