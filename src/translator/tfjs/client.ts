import * as Comlink from "comlink";

import { cropFrame } from "../../capture";
import type { Frame } from "../../capture/types";
import type { Square } from "../../segmentation/types";
import { OutOfMemoryError, TranslatorRunError, TranslatorUnavailableError, namedRunError } from "../errors";
import type { LensModel } from "../model";
import type { Patch, TranslationRequest, Translator } from "../types";
import { WorkerConnection } from "./connection";
import type { OpenRequest, TranslatorWorker, WorkerBackend } from "./contract";
import { wasmThreads } from "./threads";

export interface TfjsWorkerOptions {
  /** Use WebGL also where it is drawn on the processor. Default false. */
  readonly allowSoftware?: boolean;
  /** Default: by the number of cores. */
  readonly threads?: number;
  /** Cuts the square out of the frame. Default: `cropFrame`. */
  readonly crop?: (frame: Frame, square: Square, size: number) => Promise<ImageBitmap>;
  /** Starts the worker; replaced in tests. */
  readonly createWorker?: () => Worker;
}

/** The generator on tfjs in a module worker: pixels in, pixels out, nothing but the crop on the main thread. */
export class TfjsWorkerTranslator implements Translator {
  readonly kind: WorkerBackend;
  readonly domains: readonly string[];
  readonly #request: OpenRequest;
  readonly #crop: (frame: Frame, square: Square, size: number) => Promise<ImageBitmap>;
  readonly #createWorker: () => Worker;
  #label = "";
  #current: { readonly connection: WorkerConnection<TranslatorWorker>; readonly opened: Promise<string> } | null = null;
  #disposed = false;

  private constructor(backend: WorkerBackend, model: LensModel, options: TfjsWorkerOptions) {
    this.kind = backend;
    this.domains = model.domains;
    this.#request = {
      backend,
      model,
      allowSoftware: options.allowSoftware ?? false,
      threads: options.threads ?? wasmThreads(navigator.hardwareConcurrency),
    };
    this.#crop = options.crop ?? cropFrame;
    this.#createWorker = options.createWorker ?? startWorker;
  }

  /**
   * Starts the worker, tests its backend and loads the model.
   * @throws {TranslatorUnavailableError} if the backend is missing or fails the self-test.
   * @throws {TranslatorWorkerError} if the worker cannot be loaded.
   */
  static async open(
    backend: WorkerBackend,
    model: LensModel,
    options: TfjsWorkerOptions = {},
  ): Promise<TfjsWorkerTranslator> {
    const translator = new TfjsWorkerTranslator(backend, model, options);
    await translator.#connect();
    return translator;
  }

  get label(): string {
    return this.#label;
  }

  /**
   * @throws {TranslatorWorkerError} if the worker stopped; the next call starts another.
   * @throws {OutOfMemoryError | TranslatorRunError | DeviceLostError} if the run failed.
   * @throws {FrameGoneError | FrameRegionError} if the frame cannot be cropped.
   */
  async translate({ frame, roi, domains, size }: TranslationRequest): Promise<Patch> {
    if (this.#disposed) throw new TranslatorRunError("The translator was disposed. Create another.");
    const startedAt = performance.now();
    const [connection, bitmap] = await Promise.all([this.#connect(), this.#crop(frame, roi, size)]);
    const croppedAt = performance.now();
    try {
      const { data, timings } = await connection.call((remote) =>
        remote.translate(Comlink.transfer({ bitmap, domains }, [bitmap])),
      );
      return {
        picture: { kind: "pixels", data },
        size,
        roi,
        frameWidth: frame.width,
        frameHeight: frame.height,
        timestamp: frame.timestamp,
        domains,
        timings: { crop: croppedAt - startedAt, ...timings },
        close: () => {},
      };
    } catch (cause) {
      const error = namedRunError(cause);
      // A wasm memory that ran out stays so: the next call gets a fresh one.
      if (error instanceof OutOfMemoryError) connection.close(error.message, cause);
      throw error;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#current?.connection.close("The translator was disposed.");
    this.#current = null;
  }

  /** The worker, opened; a new one where the last has ended. */
  async #connect(): Promise<WorkerConnection<TranslatorWorker>> {
    if (this.#current === null || this.#current.connection.closed) {
      const connection = new WorkerConnection<TranslatorWorker>(this.#createWorker());
      this.#current = { connection, opened: connection.call((remote) => remote.open(this.#request)) };
    }
    const { connection, opened } = this.#current;
    try {
      this.#label = await opened;
    } catch (cause) {
      connection.close("The translator's worker could not be opened.", cause);
      throw namedOpenError(cause);
    }
    return connection;
  }
}

function startWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "translator" });
}

/** Comlink keeps an error's name and message, but not its class. */
function namedOpenError(cause: unknown): Error {
  if (cause instanceof Error && cause.name === "TranslatorUnavailableError") {
    return new TranslatorUnavailableError(cause.message, [], { cause });
  }
  return namedRunError(cause);
}
