import { signal } from "@preact/signals";

import {
  CameraSource,
  cropFrame,
  type Frame,
  FrameGoneError,
  type FrameSource,
  openFile,
  openUrl,
} from "../../../capture";
import { Newest } from "../model";
import { type DemoDish, demoUrl, squareOf } from "./demos";
import { readableCanvas } from "./pixels";

/** Where the picture comes from. */
export type Origin = DemoDish | "file" | "camera";

export interface PictureSourceOptions {
  /** Side of the squares that are wanted, pixels. */
  readonly side: number;
  /** Works on a square; the next one comes when it is done. */
  readonly onPicture: (picture: ImageData) => Promise<void>;
}

/** The square picture that a lab translates: of a demo picture, of a file, or live from the camera. */
export class PictureSource {
  readonly origin = signal<Origin>("stew");
  /** The camera runs. */
  readonly live = signal(false);
  /** What opening a source, or the work on its picture, ended in; null where it did not fail. */
  readonly fault = signal<unknown>(null);

  readonly #context: CanvasRenderingContext2D;
  readonly #work: Newest<ImageData>;
  #source: FrameSource | null = null;
  #picture: ImageData | null = null;
  #cropping = false;
  /** Counts choices: a source that opens after another one was chosen is not wanted. */
  #choice = 0;

  constructor({ side, onPicture }: PictureSourceOptions) {
    this.#context = readableCanvas(side);
    this.#work = new Newest(
      async (picture) => {
        await onPicture(picture);
        this.fault.value = null;
      },
      (error) => this.failed(error),
    );
  }

  /** Something went wrong with the picture. */
  failed(error: unknown): void {
    this.fault.value = error;
  }

  async showDemo(dish: DemoDish): Promise<void> {
    await this.#open(dish, () => openUrl(demoUrl(dish)));
  }

  async showFile(file: File): Promise<void> {
    await this.#open("file", () => openFile(file));
  }

  async showCamera(): Promise<void> {
    await this.#open("camera", async () => new CameraSource());
  }

  /** Keeps the picture that there is. */
  hold(): void {
    this.#source?.stop();
    this.#source = null;
    this.live.value = false;
  }

  /** Has the picture worked on once more; where there is none yet, that of a demo dish. */
  async retry(): Promise<void> {
    if (this.#picture === null) await this.showDemo("stew");
    else this.again();
  }

  /** Has the picture worked on once more. */
  again(): void {
    if (this.#picture !== null) this.#work.push(this.#picture);
  }

  async #open(origin: Origin, open: () => Promise<FrameSource>): Promise<void> {
    this.hold();
    this.origin.value = origin;
    this.fault.value = null;
    const choice = ++this.#choice;
    let mine: FrameSource | null = null;
    try {
      const source = await open();
      if (choice !== this.#choice) return source.stop();
      mine = source;
      this.#source = source;
      let seen = -1;
      const onFrame = (frame: Frame) => {
        if (this.#source !== source || frame.sequence === seen || this.#cropping || !this.#work.idle) return;
        seen = frame.sequence;
        void this.#take(frame, origin);
      };
      await source.start(onFrame, (error) => this.#ended(source, error));
      if (this.#source === source) this.live.value = source.kind === "camera";
    } catch (error) {
      if (mine !== null) this.#ended(mine, error);
      else if (choice === this.#choice) this.fault.value = error;
    }
  }

  #ended(source: FrameSource, error: unknown): void {
    if (this.#source !== source) return;
    this.hold();
    this.fault.value = error;
  }

  async #take(frame: Frame, origin: Origin): Promise<void> {
    this.#cropping = true;
    try {
      const side = this.#context.canvas.width;
      const dish = origin === "file" || origin === "camera" ? null : origin;
      const crop = await cropFrame(frame, squareOf(frame, dish), side);
      this.#context.drawImage(crop, 0, 0);
      crop.close();
      this.#picture = this.#context.getImageData(0, 0, side, side);
      this.again();
    } catch (error) {
      // The source was stopped: the next one has pictures of its own.
      if (!(error instanceof FrameGoneError)) this.fault.value = error;
    } finally {
      this.#cropping = false;
    }
  }
}
