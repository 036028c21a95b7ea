import { expose, transfer, type Remote } from "comlink";
import {
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
  BlobSource,
  BufferTarget,
  Conversion,
  Input,
  Output,
  type InputVideoTrack,
  type VideoSample,
} from "mediabunny";
import { PicturePainter, type PaintedDish } from "../picture/painter";
import { evenSize, videoFormat, videoQuality, type VideoFormat } from "../video/format";
import type { KeptVideo } from "../video/kept-video";
import type { FilmHost, FilmPlan, FilmWorker } from "./contract";

/** What phones, cameras and browsers write. */
const filmFormats = [MP4, QTFF, WEBM, MATROSKA];
/** Long side of the picture that dishes are looked for in, pixels. */
const foundIn = 640;
/** Tiles of a moving picture: what a dish's baking may cost for each picture. */
const largestTile = 512;
/** Time between two previews, ms, and their long side, pixels. */
const previewEveryMs = 250;
const previewSide = 480;

interface Opened {
  readonly plan: FilmPlan;
  readonly format: VideoFormat;
  readonly output: Output<VideoFormat["container"], BufferTarget>;
  readonly conversion: Conversion;
}

type Process = (sample: VideoSample) => Promise<OffscreenCanvas>;

let opened: Opened | null = null;
let process: Process | null = null;

const worker: FilmWorker = {
  async open(video: Blob): Promise<FilmPlan> {
    const input = new Input({ source: new BlobSource(video), formats: filmFormats });
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error("it has no picture");
    if (!(await track.canDecode()))
      throw new Error(`this browser does not decode its pictures (${await track.getCodec()})`);
    const audio = await input.getPrimaryAudioTrack();
    const size = evenSize(await track.getDisplayWidth(), await track.getDisplayHeight());
    const format = await videoFormat({ ...size, realtime: false }, (await audio?.getCodec()) ?? null);
    if (format === null) throw new Error("this browser writes no videos of this size");
    const output = new Output({ format: format.container, target: new BufferTarget() });
    const conversion = await Conversion.init({
      input,
      output,
      tracks: "primary",
      video: videoOptions(track, format, size),
      // A sound's first packets often begin a little before the picture: no reason to encode it anew.
      copy: { shiftTolerance: 0.1 },
      // A phone writes into them where it was.
      tags: {},
      showWarnings: false,
    });
    if (!conversion.isValid) throw new Error("there is nothing in it that can be translated");
    const keepsSound = conversion.utilizedTracks.some((each) => each.type === "audio");
    const sound = audio === null ? "none" : keepsSound ? "kept" : "lost";
    opened = { plan: { ...size, seconds: await input.computeDuration(), sound }, format, output, conversion };
    return opened.plan;
  },

  async run(host: FilmHost, size: number): Promise<KeptVideo> {
    if (opened === null) throw new Error("the video was not opened");
    const { plan, format, output, conversion } = opened;
    // What arrives is a proxy; the contract names what is behind it.
    const remote = host as unknown as Remote<FilmHost>;
    const preview = new Preview();
    process = translateEach(remote, plan, size, preview);
    conversion.onProgress = (share) => {
      const picture = preview.take();
      void remote.progress(share, picture === null ? null : transfer(picture, [picture]));
    };
    await conversion.execute();
    const { buffer } = output.target;
    if (buffer === null) throw new Error("the file came out empty");
    const file = new Blob([buffer], { type: `video/${format.extension}` });
    return { file, extension: format.extension, ...plan };
  },
};

function videoOptions(track: InputVideoTrack, { codec }: VideoFormat, size: { width: number; height: number }) {
  return {
    codec,
    quality: videoQuality,
    forceTranscode: true,
    // Upright, as people see it: the dish finder knows no dishes that lie on their side.
    allowTransformationMetadata: false,
    processedWidth: size.width,
    processedHeight: size.height,
    process: (sample: VideoSample) => {
      if (process === null) throw new Error(`pictures of track ${track.id} came before they were wanted`);
      return process(sample);
    },
  };
}

/** What turns a picture of the video into the translated one. */
function translateEach(host: Remote<FilmHost>, plan: FilmPlan, size: number, preview: Preview): Process {
  const { width, height } = plan;
  const painter = new PicturePainter(width, height, largestTile);
  const scale = Math.min(1, foundIn / Math.max(width, height));
  return async (sample) => {
    painter.draw((context) => sample.draw(context, 0, 0, width, height));
    const small = painter.shrink(Math.round(width * scale), Math.round(height * scale));
    const picture = { small, width, height, timestamp: sample.timestamp * 1000 };
    const dishes = await host.follow(transfer(picture, [small]));
    const painted: PaintedDish[] = [];
    for (const { id, roi, mask, strength, steam } of dishes) {
      const square = painter.cut(roi, size);
      const patch = await host.translate(id, transfer(square, [square]));
      painted.push({ roi, mask, patch: patch.data, size: patch.size, strength, steam });
    }
    painter.paint(painted, sample.timestamp);
    preview.offer(painter);
    return painter.canvas;
  };
}

/** Now and then a small copy of the newest picture. */
class Preview {
  #picture: ImageBitmap | null = null;
  #takenAt = Number.NEGATIVE_INFINITY;

  offer(painter: PicturePainter): void {
    if (performance.now() - this.#takenAt < previewEveryMs) return;
    const { width, height } = painter.canvas;
    const scale = Math.min(1, previewSide / Math.max(width, height));
    this.#picture?.close();
    this.#picture = painter.shrink(Math.round(width * scale), Math.round(height * scale));
    this.#takenAt = performance.now();
  }

  take(): ImageBitmap | null {
    const picture = this.#picture;
    this.#picture = null;
    return picture;
  }
}

expose(worker);
