import {
  ALL_FORMATS,
  AudioSample,
  AudioSampleSource,
  BlobSource,
  BufferTarget,
  CanvasSource,
  EncodedPacketSink,
  Input,
  Output,
  Quality,
  WebMOutputFormat,
} from "mediabunny";

export interface MadeFilm {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly sound: boolean;
  /** Draws the frame. */
  readonly draw: (on: OffscreenCanvasRenderingContext2D, frame: number) => void;
}

/** A VP8 film of 12 pictures a second, with or without a tone. */
export async function makeFilm({ width, height, frames, sound, draw }: MadeFilm): Promise<Blob> {
  const on = new OffscreenCanvas(width, height).getContext("2d");
  if (on === null) throw new Error("There is no 2D canvas.");
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const pictures = new CanvasSource(on.canvas, { codec: "vp8", quality: new Quality("very-high") });
  const tones = new AudioSampleSource({ codec: "opus", quality: new Quality("medium") });
  output.addVideoTrack(pictures, { frameRate: 12 });
  if (sound) output.addAudioTrack(tones);
  await output.start();
  for (let frame = 0; frame < frames; frame++) {
    draw(on, frame);
    await pictures.add(frame / 12, 1 / 12);
  }
  if (sound) {
    const data = Float32Array.from({ length: (48_000 * frames) / 12 }, (_, i) => Math.sin(i / 17) / 4);
    const tone = new AudioSample({ data, format: "f32", numberOfChannels: 1, sampleRate: 48_000, timestamp: 0 });
    await tones.add(tone);
    tone.close();
  }
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw new Error("The film came out empty.");
  return new Blob([buffer], { type: "video/webm" });
}

/** Bytes of each packet of the sound, in order. */
export async function soundPackets(file: Blob): Promise<readonly string[]> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  const packets: string[] = [];
  if (track === null) return packets;
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet.data.join(" "));
  return packets;
}
