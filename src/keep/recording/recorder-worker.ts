import { expose } from "comlink";
import { BufferTarget, Output, VideoSample, VideoSampleSource } from "mediabunny";
import { evenSize, videoFormat, videoQuality, type VideoFormat } from "../video/format";
import type { KeptVideo } from "../video/kept-video";
import { frameRate } from "./rate";
import type { RecorderStart, RecorderWorker } from "./contract";

interface Running {
  readonly format: VideoFormat;
  readonly output: Output<VideoFormat["container"], BufferTarget>;
  readonly source: VideoSampleSource;
  readonly width: number;
  readonly height: number;
}

let running: Running | null = null;
let last: VideoFrame | null = null;

const worker: RecorderWorker = {
  async start({ width, height, longSide }: RecorderStart): Promise<boolean> {
    const size = evenSize(width, height, longSide);
    const format = await videoFormat({ ...size, realtime: true }, null);
    if (format === null) return false;
    const output = new Output({ format: format.container, target: new BufferTarget() });
    const source = new VideoSampleSource({
      codec: format.codec,
      quality: videoQuality,
      latencyMode: "realtime",
      // Another source may come while it runs: its picture is put into the first one's frame.
      sizeChangeBehavior: "contain",
      // Pictures come when something changed; players and editors like them evenly spaced.
      transform: { ...size, frameRate },
    });
    output.addVideoTrack(source, { frameRate });
    await output.start();
    running = { format, output, source, ...size };
    return true;
  },

  async add(frame: VideoFrame): Promise<void> {
    const { source } = started();
    last?.close();
    last = frame.clone();
    await addSample(source, frame);
  },

  async finish(endMs: number): Promise<KeptVideo> {
    const { format, output, source, width, height } = started();
    if (last !== null) await repeatUntil(source, last, endMs);
    await output.finalize();
    const { buffer } = output.target;
    if (buffer === null) throw new Error("the file came out empty");
    const file = new Blob([buffer], { type: `video/${format.extension}` });
    return { file, extension: format.extension, width, height, seconds: endMs / 1000 };
  },
};

/** A still picture is drawn once, and seen until the end all the same. */
async function repeatUntil(source: VideoSampleSource, frame: VideoFrame, endMs: number): Promise<void> {
  const timestamp = Math.max(frame.timestamp, 1000 * (endMs - 1000 / frameRate));
  if (timestamp > frame.timestamp) await addSample(source, new VideoFrame(frame, { timestamp }));
  frame.close();
}

/** Takes the frame over. */
async function addSample(source: VideoSampleSource, frame: VideoFrame): Promise<void> {
  const sample = new VideoSample(frame);
  try {
    await source.add(sample);
  } finally {
    sample.close();
  }
}

function started(): Running {
  if (running === null) throw new Error("the recording was not started");
  return running;
}

expose(worker);
