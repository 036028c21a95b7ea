import * as capture from "../../../src/capture";
import type { Frame, FrameSource } from "../../../src/capture";
import { drawRegion } from "../../../src/capture/draw-region";

/** What can be sent to the test of a frame. */
interface SeenFrame {
  readonly width: number;
  readonly height: number;
  readonly timestamp: number;
  readonly sequence: number;
  /** When it was delivered, in the same time base as `timestamp`. */
  readonly at: number;
}

type Colour = [red: number, green: number, blue: number];

/** A source and what it did so far. */
class Watched {
  readonly source: FrameSource;
  readonly frames: SeenFrame[] = [];
  readonly errors: { name: string; message: string }[] = [];
  newest: Frame | null = null;

  constructor(source: FrameSource) {
    this.source = source;
  }

  start(): Promise<void> {
    return this.source.start(
      (frame) => {
        this.newest = frame;
        const { width, height, timestamp, sequence } = frame;
        this.frames.push({ width, height, timestamp, sequence, at: performance.now() });
      },
      ({ name, message }) => this.errors.push({ name, message }),
    );
  }

  /** Starts, waits for `count` frames and stops; an error ends it early. */
  async collect(count: number): Promise<SeenFrame[]> {
    await this.start();
    await this.until(() => this.frames.length >= count);
    this.source.stop();
    return this.frames;
  }

  async until(condition: () => boolean, limit = 60_000): Promise<void> {
    const end = performance.now() + limit;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`waited in vain; ${this.frames.length} frames came`);
      await pause(10);
    }
  }

  get frame(): Frame {
    if (!this.newest) throw new Error("no frame came");
    return this.newest;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a test looks at of an error; `reason`, `fileName` and `url` where it has them. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly reason?: string;
  readonly fileName?: string;
  readonly url?: string;
}

/** What a promise rejects with; "nothing" when it resolves. */
async function failure(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return Object.assign({}, error, { name: error.name, message: error.message });
    throw error;
  }
  return { name: "nothing", message: "" };
}

function pixels(picture: ImageBitmap): ImageData {
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  if (!context) throw new Error("no 2D canvas");
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height);
}

/** Colour at a place of a bitmap, x and y in [0, 1). */
function colourAt(picture: ImageBitmap, x: number, y: number): Colour {
  const { data, width, height } = pixels(picture);
  const i = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
  return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
}

/** Mean absolute difference of two bitmaps of one size, in levels of 255. */
function difference(a: ImageBitmap, b: ImageBitmap): number {
  const left = pixels(a).data;
  const right = pixels(b).data;
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += Math.abs((left[i] ?? 0) - (right[i] ?? 0));
  return sum / left.length;
}

/** Pictures in a recording; at 30 ms each, unless the machine is busy. */
const RECORDED = 30;

/** About a second of video, or of sound alone, recorded here: no encoder need be installed. */
async function record(kind: "picture" | "sound"): Promise<File> {
  const painter = createPainter();
  const recorder = new MediaRecorder(kind === "picture" ? painter.stream : hummingStream());
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.start();
  for (let count = 0; count < RECORDED; count++) {
    painter.next();
    await pause(30);
  }
  recorder.stop();
  await stopped;
  return new File(parts, `${kind}.webm`, { type: "video/webm" });
}

/** A canvas of one colour with a bar that moves on by each `next`, as a stream. */
function createPainter(): { stream: MediaStream; next: () => void } {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 240;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no 2D canvas");
  let step = 0;
  const next = () => {
    context.fillStyle = "rgb(200 40 40)";
    context.fillRect(0, 0, 320, 240);
    context.fillStyle = "rgb(40 40 200)";
    context.fillRect((step++ * 8) % 320, 0, 20, 240);
  };
  return { stream: canvas.captureStream(), next };
}

function hummingStream(): MediaStream {
  const audio = new AudioContext();
  const output = audio.createMediaStreamDestination();
  const oscillator = audio.createOscillator();
  oscillator.connect(output);
  oscillator.start();
  return output.stream;
}

/** A source of one canvas, as a stage sees it. */
function canvasFrame(width: number, height: number, paint: (context: CanvasRenderingContext2D) => void): Frame {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no 2D canvas");
  paint(context);
  return { picture: canvas, width, height, timestamp: 0, sequence: 0 };
}

function setHidden(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

function element(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`#${id}`);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/** Sends a drag event with a file of that name, or with text; true when the page took it. */
function drag(type: string, id: string, fileName?: string): boolean {
  const dataTransfer = new DataTransfer();
  if (fileName) dataTransfer.items.add(new File(["x"], fileName));
  else dataTransfer.setData("text/plain", "words");
  const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
  element(id).dispatchEvent(event);
  return event.defaultPrevented;
}

function paste(fileName: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File(["x"], fileName));
  document.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
}

/** How often this thread, not a worker, draws into an offscreen canvas while `work` runs. */
async function drawsHere(work: () => Promise<unknown>): Promise<number> {
  const { prototype } = OffscreenCanvasRenderingContext2D;
  const original = Object.getOwnPropertyDescriptor(prototype, "drawImage");
  if (!original) throw new Error("no drawImage");
  let count = 0;
  Object.defineProperty(prototype, "drawImage", {
    ...original,
    value: function drawImage(this: unknown, ...parameters: unknown[]) {
      count++;
      return Reflect.apply(original.value, this, parameters);
    },
  });
  await work();
  Object.defineProperty(prototype, "drawImage", original);
  return count;
}

/** The tracks that getUserMedia gave, so that a test can look at them from outside. */
const tracks: MediaStreamTrack[] = [];
if ("mediaDevices" in navigator) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
}

const captureLab = {
  ...capture,
  canvasFrame,
  colourAt,
  difference,
  drag,
  drawRegion,
  drawsHere,
  element,
  failure,
  paste,
  pause,
  record,
  setHidden,
  tracks,
  watch: (source: FrameSource) => new Watched(source),
};

export type CaptureLab = typeof captureLab;

declare global {
  var captureLab: CaptureLab;
  /** A source that a test goes on with in a later step. */
  var watched: Watched;
}

globalThis.captureLab = captureLab;
document.title = "ready";
