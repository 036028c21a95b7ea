import { shrinkFrame } from "../capture";
import type { Frame } from "../capture/types";
import type { SegmenterDelegate, SegmenterReady, SegmenterSetup } from "./contract";
import { SegmenterLoadError, SegmenterRunError } from "./errors";
import type { Mask, Segmenter } from "./types";
import { segmenterWasm } from "./wasm-module";
import { SegmenterHandle } from "./worker-handle";

export interface MediaPipeSegmenterOptions {
  /** The segmenter as TFLite, see `SegmenterSetup`; its length and sha256 already checked. */
  readonly model: Uint8Array;
  /** The model's input, pixels; the mask has as many cells. */
  readonly width: number;
  readonly height: number;
  /** Default `auto`. */
  readonly delegate?: SegmenterDelegate | "auto";
  /** MediaPipe's WebAssembly; default: loaded from the site. */
  readonly wasm?: () => Promise<WebAssembly.Module>;
  /** Age, ms, at which the worker is replaced; default 10 minutes. */
  readonly renewAfter?: number;
}

/** MediaPipe can leak GL objects at each run (its issue 6352): a new worker now and then gives them all back. */
const RENEW_AFTER = 10 * 60_000;

/**
 * MediaPipe's ImageSegmenter in a module worker. Here only the hand-over of a frame is done, well under a
 * millisecond for video. A worker that fails is replaced and the frame skipped; only a second failure in a row is
 * reported.
 */
export class MediaPipeSegmenter implements Segmenter {
  private busy = false;
  private disposed = false;
  private failed = false;
  private renewing = false;
  /** A younger worker that takes over before the next run. */
  private next: SegmenterHandle | null = null;
  private startedAt = performance.now();

  private constructor(
    private readonly setup: SegmenterSetup,
    private readonly options: MediaPipeSegmenterOptions,
    private handle: SegmenterHandle,
  ) {}

  /**
   * @throws {SegmenterLoadError} when it cannot be started: what is missing, or what is wrong with the model.
   * @throws {ModelUnavailableError | ModelIntegrityError} when its WebAssembly cannot be fetched.
   */
  static async create(options: MediaPipeSegmenterOptions): Promise<MediaPipeSegmenter> {
    const setup = {
      wasm: await (options.wasm ?? segmenterWasm)(),
      model: options.model,
      delegate: options.delegate ?? "auto",
    };
    return new MediaPipeSegmenter(setup, options, await startHandle(setup));
  }

  /** What computes it; null while it is being replaced after a failure. */
  get ready(): SegmenterReady | null {
    return this.handle.ready;
  }

  /**
   * The mask of the frame's picture as it is now, or null when one is under way already, and for a frame that was
   * lost to a failure.
   *
   * @throws {SegmenterRunError} after two failures in a row. The next call tries again.
   * @throws {FrameGoneError} when the frame's source was stopped.
   */
  async segment(frame: Frame): Promise<Mask | null> {
    if (this.busy || this.disposed) return null;
    this.busy = true;
    this.takeNext();
    try {
      const picture = await shrinkFrame(frame, this.options.width, this.options.height);
      if (this.isDisposed()) {
        picture.close();
        return null;
      }
      const mask = await this.run(picture);
      if (mask !== null) void this.renewWhenOld();
      return mask;
    } finally {
      this.busy = false;
    }
  }

  dispose(): void {
    this.disposed = true;
    this.handle.stop();
    this.next?.stop();
  }

  private async run(picture: ImageBitmap): Promise<Mask | null> {
    try {
      const mask = await this.handle.segment(picture);
      this.failed = false;
      return mask;
    } catch (cause) {
      if (this.isDisposed()) return null;
      const again = this.failed;
      this.failed = true;
      await this.replace();
      if (!again) return null;
      throw new SegmenterRunError(
        `The segmenter failed twice in a row: ${messageOf(cause)}. A fresh one has been started; try again later.`,
        { cause },
      );
    }
  }

  /** After a failure: nothing is segmented until the new worker is up. */
  private async replace(): Promise<void> {
    this.handle.stop();
    try {
      this.next = await startHandle(this.setup);
      this.takeNext();
    } catch (cause) {
      if (this.isDisposed()) return;
      throw new SegmenterRunError(`The segmenter failed and did not start again: ${messageOf(cause)}.`, { cause });
    }
  }

  /** By age: the old worker goes on until the new one is up. */
  private async renewWhenOld(): Promise<void> {
    const now = performance.now();
    if (this.renewing || now - this.startedAt < (this.options.renewAfter ?? RENEW_AFTER)) return;
    this.renewing = true;
    this.startedAt = now;
    const old = this.handle;
    try {
      const fresh = await startHandle(this.setup);
      // One that failed meanwhile has been replaced already.
      if (this.isDisposed() || this.handle !== old) fresh.stop();
      else this.next = fresh;
    } catch {
      // The old one still works, and is renewed when it has aged as much again.
    } finally {
      this.renewing = false;
    }
  }

  private takeNext(): void {
    const { next } = this;
    if (next === null) return;
    this.next = null;
    if (this.disposed) {
      next.stop();
      return;
    }
    this.handle.stop();
    this.handle = next;
    this.startedAt = performance.now();
  }

  /** Asked again after each wait, where the compiler takes the field for unchanged. */
  private isDisposed(): boolean {
    return this.disposed;
  }
}

async function startHandle(setup: SegmenterSetup): Promise<SegmenterHandle> {
  try {
    return await SegmenterHandle.start(setup);
  } catch (cause) {
    throw new SegmenterLoadError(`The segmenter did not start: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
