import * as Comlink from "comlink";

import { cropFrame, grabPicture, squareRegion } from "../../capture";
import type { Frame } from "../../capture/types";
import type { Square } from "../../segmentation/types";
import { OutOfMemoryError, TranslatorRunError, TranslatorUnavailableError, namedRunError } from "../errors";
import type { LensModel } from "../model";
import type { DomainWeights, Patch, TranslationRequest, Translator } from "../types";
import { WorkerConnection } from "./connection";
import type { OpenRequest, TranslateReply, TranslateSource, TranslatorWorker, WorkerBackend } from "./contract";

export interface TfjsWorkerOptions {
  /** Use WebGL also where it is drawn on the processor. Default false. */
  readonly allowSoftware?: boolean;
  /** Default: what suits this machine. */
  readonly threads?: number;
  /** Starts the worker; replaced in tests. */
  readonly createWorker?: () => Worker;
}

/** The generator on tfjs in a module worker: pixels in, pixels out, nothing but the crop on the main thread. */
export class TfjsWorkerTranslator implements Translator {
  readonly kind: WorkerBackend;
  readonly domains: readonly string[];
  readonly #request: OpenRequest;
  readonly #createWorker: () => Worker;
  #label = "";
  #current: { readonly connection: WorkerConnection<TranslatorWorker>; readonly opened: Promise<string> } | null = null;
  #disposed = false;
  /** The worker can cut videos' pictures itself. */
  #cuts = true;

  private constructor(backend: WorkerBackend, model: LensModel, options: TfjsWorkerOptions) {
    this.kind = backend;
    this.domains = model.domains;
    this.#request = {
      backend,
      model,
      allowSoftware: options.allowSoftware ?? false,
      threads: options.threads ?? null,
    };
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
    // Taken before anything is waited for: the source may go on to its next picture.
    const source = await this.#cut(frame, roi, size);
    let connection: WorkerConnection<TranslatorWorker> | null = null;
    try {
      connection = await this.#connect();
      const sentAt = performance.now();
      const { data, timings } = await this.#ask(connection, source, domains, () => cropFrame(frame, roi, size));
      return {
        picture: { kind: "pixels", data },
        size,
        roi,
        frameWidth: frame.width,
        frameHeight: frame.height,
        timestamp: frame.timestamp,
        view: frame.view,
        domains,
        timings: { ...timings, crop: sentAt - startedAt + timings.crop },
        close: () => {},
      };
    } catch (cause) {
      const error = namedRunError(cause);
      // A wasm memory that ran out stays so: the next call gets a fresh one.
      if (error instanceof OutOfMemoryError) connection?.close(error.message, cause);
      throw error;
    } finally {
      // Already gone where it was transferred.
      ("bitmap" in source ? source.bitmap : source.picture).close();
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#current?.connection.close("The translator was disposed.");
    this.#current = null;
  }

  async #cut(frame: Frame, roi: Square, size: number): Promise<TranslateSource> {
    const picture = this.#cuts ? grabPicture(frame) : null;
    if (picture === null) return { bitmap: await cropFrame(frame, roi, size) };
    try {
      return { picture, region: squareRegion(frame, roi, size) };
    } catch (error) {
      picture.close();
      throw error;
    }
  }

  async #ask(
    connection: WorkerConnection<TranslatorWorker>,
    source: TranslateSource,
    domains: DomainWeights,
    crop: () => Promise<ImageBitmap>,
  ): Promise<TranslateReply> {
    const post = (given: TranslateSource): Promise<TranslateReply> => {
      const transferred = "bitmap" in given ? given.bitmap : given.picture;
      return connection.call((remote) => remote.translate(Comlink.transfer({ source: given, domains }, [transferred])));
    };
    try {
      return await post(source);
    } catch (error) {
      if ("bitmap" in source || connection.closed) throw error;
      // Some browsers cannot draw every video's picture in a worker; an error of another kind comes again.
      const reply = await post({ bitmap: await crop() });
      this.#cuts = false;
      return reply;
    }
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
