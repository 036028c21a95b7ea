import {
  canEncodeVideo,
  Mp4OutputFormat,
  Quality,
  WebMOutputFormat,
  type AudioCodec,
  type OutputFormat,
  type VideoCodec,
} from "mediabunny";

/** How a video is stored. */
export interface VideoFormat {
  readonly codec: VideoCodec;
  readonly container: OutputFormat;
  readonly extension: "mp4" | "webm";
}

/** Best first: every phone and message service plays the first; the others are what browsers without it can write. */
const formats = [
  { codec: "avc", extension: "mp4" },
  { codec: "vp9", extension: "webm" },
  { codec: "vp8", extension: "webm" },
  { codec: "av1", extension: "webm" },
  { codec: "vp9", extension: "mp4" },
  { codec: "av1", extension: "mp4" },
] as const;

/** What is to be encoded. */
export interface VideoShape {
  /** Even pixels. */
  readonly width: number;
  readonly height: number;
  /** While it happens: the encoder may not take longer than the picture. */
  readonly realtime: boolean;
}

export const videoQuality = new Quality({ quality: "high", preferBitrate: true });

/**
 * The best format that this browser can encode; before others one that can hold sound of the given codec as it is. Null
 * where there is none: no WebCodecs, or no codec that we can store.
 */
export async function videoFormat(shape: VideoShape, sound: AudioCodec | null): Promise<VideoFormat | null> {
  const encodable: VideoFormat[] = [];
  for (const { codec, extension } of formats) {
    if (!(await canEncode(codec, shape))) continue;
    const container = extension === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat();
    encodable.push({ codec, container, extension });
    // Whoever records has no sound to keep, and is not kept waiting by questions about further codecs.
    if (sound === null) break;
  }
  const holds = ({ container }: VideoFormat) => sound === null || container.getSupportedAudioCodecs().includes(sound);
  return encodable.find(holds) ?? encodable[0] ?? null;
}

async function canEncode(codec: VideoCodec, { width, height, realtime }: VideoShape): Promise<boolean> {
  if (typeof VideoEncoder === "undefined") return false;
  return canEncodeVideo(codec, {
    width,
    height,
    quality: videoQuality,
    latencyMode: realtime ? "realtime" : "quality",
  });
}

/** The sizes of encoders are even, and at most as large as they are wanted. */
export function evenSize(width: number, height: number, longSide = Infinity): { width: number; height: number } {
  const scale = Math.min(1, longSide / Math.max(width, height));
  const even = (length: number) => Math.max(2, 2 * Math.round((length * scale) / 2));
  return { width: even(width), height: even(height) };
}
