import type { Gpu } from "../gpu";
import type { DeviceFit, Fit } from "./device-fit";
import { FrameRunner } from "./frame-runner";
import { FrameUpload } from "./passes/frame-upload";
import type { Choice } from "./tuner/choose";
import type { Turns } from "./turns";

/** Sizes whose engines are kept: the one in use and the one before it, between which quality goes to and fro. */
const MOST_KEPT = 2;

interface Kept {
  readonly size: number;
  readonly fit: Fit;
  readonly runner: FrameRunner;
}

/** The engines of a translator, one a size, made when a size is first asked for. They change in turns of the GPU alone. */
export class Runners {
  readonly #gpu: Pick<Gpu, "device" | "software">;
  readonly #fit: Pick<DeviceFit, "recall" | "createEngine">;
  readonly #turns: Turns;
  readonly #upload: FrameUpload;
  /** Last used last. */
  #kept: readonly Kept[] = [];

  /** @param turns What frames take: an engine is not freed in the middle of one. */
  constructor(gpu: Pick<Gpu, "device" | "software">, fit: Pick<DeviceFit, "recall" | "createEngine">, turns: Turns) {
    this.#gpu = gpu;
    this.#fit = fit;
    this.#turns = turns;
    this.#upload = new FrameUpload(gpu.device);
  }

  /**
   * To be called, and its engine used, in a turn.
   * @throws {OutOfMemoryError | TranslatorRunError} if there can be none of that size.
   */
  async get(size: number): Promise<Kept> {
    const known = this.#kept.find((kept) => kept.size === size);
    if (known !== undefined) {
      if (this.#kept.at(-1) !== known) this.#kept = [...this.#kept.filter((kept) => kept !== known), known];
      return known;
    }
    const fit = await this.#fit.recall(size);
    const kept = { size, fit, runner: await this.#create(size, fit) };
    this.#put(kept);
    return kept;
  }

  /** Runs a size as it was found to be fastest, from the next frame on. */
  async use(size: number, choice: Choice): Promise<void> {
    const known = this.#kept.find((kept) => kept.size === size);
    if (known === undefined) return;
    const fit = { ...choice, complete: true };
    if (known.fit.arithmetic === choice.arithmetic) {
      const { engine } = known.runner;
      await this.#turns.take(async () => {
        for (const [key, tile] of choice.tiles) await engine.setTile(key, tile);
        this.#kept = this.#kept.map((kept) => (kept === known ? { ...known, fit } : kept));
      });
    } else {
      const runner = await this.#create(size, fit);
      await this.#turns.take(async () => this.#put({ size, fit, runner }));
    }
  }

  /** The next frame of any size finds nothing that was found before. */
  async forget(): Promise<void> {
    await this.#turns.take(async () => this.#free());
  }

  /** Textures that are out go when they are released. */
  dispose(): void {
    this.#free();
    this.#upload.dispose();
  }

  async #create(size: number, choice: Choice): Promise<FrameRunner> {
    const engine = await this.#fit.createEngine(size, choice);
    return FrameRunner.create(this.#gpu, this.#upload, engine, size);
  }

  #put(kept: Kept): void {
    const others = this.#kept.filter(({ size }) => size !== kept.size);
    const staying = others.slice(Math.max(0, others.length - MOST_KEPT + 1));
    for (const other of this.#kept) if (!staying.includes(other)) other.runner.dispose();
    this.#kept = [...staying, kept];
  }

  #free(): void {
    const kept = this.#kept;
    this.#kept = [];
    for (const { runner } of kept) runner.dispose();
  }
}
