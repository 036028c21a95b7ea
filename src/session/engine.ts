import type { Compositor } from "../compositor/types";
import type { Dish } from "../segmentation/types";
import type { EngineChoices, TranslatorKind } from "../translator/types";
import type { Clock } from "./clock";
import { isGone, isPassing, isTooLarge } from "./errors";
import type { Heartbeat, Heartbeats, StagePart } from "./heartbeat";
import type { LensParams } from "./params";
import { Part } from "./part";
import { type BuiltSegmenter, Pipeline, type PipelineEvents } from "./pipeline";
import { QualityControl } from "./quality";
import type { BuiltTranslator, LensStages, LoadProgress, ModelKit } from "./stages";
import type { Announcements, WritableLensState } from "./state";
import type { FaultPart, LoadingStep, TranslatorState } from "./types";

/** Where the size of the generator begins, by what runs it. */
const firstSize: Readonly<Record<TranslatorKind, number>> = { webgpu: 256, webgl: 192, wasm: 128 };
/** Interruptions in a row after which a rung of the ladder is passed over. */
const rungLimit = 3;

export type EnginePart = Exclude<FaultPart, "source" | "immersive">;

export interface EngineOptions {
  readonly stages: LensStages;
  readonly state: WritableLensState;
  readonly announce: Announcements;
  readonly clock: Clock;
  /** The compositor's canvas is put here, and replaced when the compositor is. */
  readonly container: Pick<HTMLElement, "replaceChildren">;
  readonly params: Pick<LensParams, "translator" | "size">;
  readonly weightsOf: PipelineEvents["weightsOf"];
  /** The models are loaded; segmenter and translator are built next. */
  onModels(kit: ModelKit): void;
  onDishes(dishes: readonly Dish[]): void;
}

/**
 * Builds models, segmenter, translator and compositor, puts them into the pipeline, and builds them anew when they
 * fail or the GPU is lost. Publishes the phase, and what runs on what.
 */
export class Engine {
  readonly pipeline: Pipeline;
  readonly #options: EngineOptions;
  readonly #state: WritableLensState;
  readonly #parts: {
    readonly compositor: Part<Compositor>;
    readonly model: Part<ModelKit>;
    readonly segmenter: Part<BuiltSegmenter>;
    readonly translator: Part<BuiltTranslator>;
  };
  readonly #loading = new AbortController();
  readonly #avoided = new Set<TranslatorKind>();
  readonly #endings: (() => void)[] = [];
  #kit: ModelKit | null = null;
  /** When the models were there; what is built from them could not be missing before. */
  #loadedAt = Number.NEGATIVE_INFINITY;
  #quality = new QualityControl({ start: firstSize.wasm });
  #choices: EngineChoices | null = null;
  #endReports: () => void = () => undefined;
  /** Kind of the translator in use, or of the last one. */
  #kind: TranslatorKind | null = null;
  #progress: LoadProgress = { step: "catalog", loadedBytes: 0, totalBytes: 0 };

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#state = options.state;
    this.pipeline = this.#createPipeline();
    this.#parts = {
      compositor: this.#createCompositorPart(),
      model: this.#createModelPart(),
      segmenter: this.#createSegmenterPart(),
      translator: this.#createTranslatorPart(),
    };
  }

  /** Resolves when compositor and models were tried; segmenter and translator follow the models. */
  async start(): Promise<void> {
    const { stages } = this.#options;
    this.#endings.push(
      stages.watchDevice((error) => this.#onDeviceLost(error)),
      stages.watchPressure((critical) => this.#onPressure(critical)),
    );
    await Promise.all([this.#parts.compositor.start(), this.#parts.model.start()]);
  }

  /** The models, once they are loaded. */
  get kit(): ModelKit | null {
    return this.#kit;
  }

  /** Side of the generator now, pixels. */
  get size(): number {
    return this.#quality.size;
  }

  /** An immersive session came to this many frames a second, of those that it aims at: translation makes room for them. */
  followRate(fps: number, wanted: number): void {
    if (this.#quality.recordRate(fps, wanted, this.#options.clock.now())) this.#publishSize();
  }

  async retry(part: EnginePart): Promise<void> {
    await this.#parts[part].retry();
  }

  /** What the stages did. What is missing is owed since it went, or since the models are there. */
  get heartbeats(): Omit<Heartbeats, "source"> {
    const { segmenter, translator, compositor } = this.pipeline.heartbeats;
    return {
      segmenter: this.#withMissing("segmenter", segmenter),
      translator: this.#withMissing("translator", translator),
      compositor: this.#withMissing("compositor", compositor),
    };
  }

  /** Builds a stage anew, whatever it is doing. Before the models are there, only the compositor can be. */
  async restart(part: Exclude<StagePart, "source">): Promise<void> {
    if (part === "compositor" || this.#kit !== null) await this.#parts[part].restart();
  }

  /** Forgets what the translator's engine found out about this device. */
  async forgetTuning(): Promise<void> {
    if (this.#choices === null) return;
    this.#options.announce.notify({ kind: "tuning-forgotten", forgotten: await this.#choices.forget() });
  }

  dispose(): void {
    this.#loading.abort();
    for (const end of this.#endings) end();
    for (const part of Object.values(this.#parts)) part.dispose();
    this.pipeline.dispose();
  }

  #createPipeline(): Pipeline {
    return new Pipeline(this.#options.clock, {
      weightsOf: (dish) => this.#options.weightsOf(dish),
      size: () => this.#quality.size,
      restMs: () => this.#quality.restMs,
      onDishes: (dishes) => {
        this.#parts.segmenter.succeeded();
        this.#options.onDishes(dishes);
      },
      onTranslated: ({ timings }) => {
        this.#parts.translator.succeeded();
        // Of the translation alone: a smaller generator does not help a busy page.
        const ms = timings.crop + timings.run + timings.read;
        if (this.#quality.record(ms, this.#options.clock.now())) this.#publishSize();
      },
      onSegmenterError: (error) => this.#onStageError("segmenter", error),
      onTranslatorError: (error) => {
        if (isTooLarge(error) && this.#quality.tooLarge(this.#options.clock.now())) this.#publishSize();
        else this.#onStageError("translator", error);
      },
      onCompositorError: (error) => this.#onStageError("compositor", error),
    });
  }

  #createCompositorPart(): Part<Compositor> {
    return new Part<Compositor>({
      ...this.#partBasics("compositor"),
      build: () =>
        this.#options.stages.createCompositor({
          onLost: (error) => this.#parts.compositor.failed(error, true),
          onNeedsRender: (ms) => this.pipeline.drawing.needsRender(ms),
        }),
      use: (compositor) => {
        if (compositor !== null) this.#options.container.replaceChildren(compositor.canvas);
        this.pipeline.setCompositor(compositor);
        this.#state.compositor.value = compositor?.backend ?? null;
        this.#state.adapter.value = this.#options.stages.adapter();
      },
      discard: (compositor) => compositor.dispose(),
      mayPass: () => false,
    });
  }

  #createModelPart(): Part<ModelKit> {
    return new Part<ModelKit>({
      ...this.#partBasics("model"),
      build: () =>
        this.#options.stages.loadModels((progress) => {
          this.#progress = progress;
          this.#updatePhase();
        }, this.#loading.signal),
      use: (kit) => {
        this.#kit = kit;
        if (kit === null) return;
        this.#loadedAt = this.#options.clock.now();
        this.#options.onModels(kit);
        void this.#parts.segmenter.start();
        void this.#parts.translator.start();
      },
      discard: () => undefined,
      mayPass: (error) => error.name === "ModelUnavailableError",
    });
  }

  #createSegmenterPart(): Part<BuiltSegmenter> {
    return new Part<BuiltSegmenter>({
      ...this.#partBasics("segmenter"),
      build: async () => {
        const kit = this.#requireKit();
        return { segmenter: await kit.createSegmenter(), tracker: kit.createTracker() };
      },
      use: (built) => this.pipeline.setSegmenter(built),
      discard: ({ segmenter }) => segmenter.dispose(),
      mayPass: (error) => error.name === "ModelUnavailableError",
    });
  }

  #createTranslatorPart(): Part<BuiltTranslator> {
    return new Part<BuiltTranslator>({
      ...this.#partBasics("translator"),
      build: () => this.#requireKit().createTranslator(this.#options.params.translator, [...this.#avoided]),
      use: (built) => this.#useTranslator(built),
      discard: ({ translator }) => translator.dispose(),
      mayPass: (error) => error.name === "ModelUnavailableError",
    });
  }

  #withMissing(part: Exclude<StagePart, "source">, heartbeat: Heartbeat): Heartbeat {
    const { missingSince } = this.#parts[part];
    if (missingSince === null || (part !== "compositor" && this.#kit === null)) return heartbeat;
    return { ...heartbeat, dueSince: Math.max(missingSince, this.#loadedAt) };
  }

  #partBasics(part: FaultPart) {
    return { part, clock: this.#options.clock, announce: this.#options.announce, onChange: () => this.#updatePhase() };
  }

  #requireKit(): ModelKit {
    if (this.#kit === null) throw new Error("The models are not loaded yet; load them before building from them.");
    return this.#kit;
  }

  #useTranslator(built: BuiltTranslator | null): void {
    this.#endReports();
    this.#choices = built?.translator.choices ?? null;
    this.#endReports = this.#choices?.watch((engine) => this.#publishTranslator({ engine })) ?? (() => undefined);
    if (built === null) {
      this.pipeline.setTranslator(null);
      this.#state.translator.value = null;
      return;
    }
    const { translator, tried } = built;
    const { kind, label } = translator;
    // The size that was found for a kind of translator holds for the next one of it.
    if (kind !== this.#kind) {
      const { fitSize } = this.#requireKit();
      this.#quality = new QualityControl({ start: firstSize[kind], fixed: this.#options.params.size, fitSize });
    }
    this.#kind = kind;
    this.pipeline.setTranslator(translator);
    const fallback = tried.some(({ ok }) => !ok);
    const engine = this.#choices?.report ?? null;
    this.#state.translator.value = { kind, label, size: this.#quality.size, tried, fallback, engine };
    this.#state.adapter.value = this.#options.stages.adapter();
    if (this.#parts.translator.hasRun) this.#options.announce.notify({ kind: "translator-recovered", label });
  }

  #onStageError(part: EnginePart, error: Error): void {
    if (!isPassing(error)) this.#fail(part, error, isGone(error));
  }

  #fail(part: EnginePart, error: Error, gone: boolean): void {
    this.#parts[part].failed(error, gone);
    const { translator } = this.#parts;
    if (part !== "translator" || translator.running || this.#kind === null || this.#kind === "wasm") return;
    if (translator.failures >= rungLimit) this.#avoided.add(this.#kind);
  }

  #onDeviceLost(error: Error): void {
    // The compositor first: what is built from the device must not outlive it on screen.
    if (this.#state.compositor.peek() === "webgpu") this.#fail("compositor", error, true);
    if (this.#state.translator.peek()?.kind === "webgpu") this.#fail("translator", error, true);
  }

  #onPressure(critical: boolean): void {
    if (this.#quality.setPressure(critical, this.#options.clock.now())) this.#publishSize();
  }

  #publishSize(): void {
    this.#publishTranslator({ size: this.#quality.size });
  }

  #publishTranslator(change: Partial<TranslatorState>): void {
    const translator = this.#state.translator.peek();
    if (translator !== null) this.#state.translator.value = { ...translator, ...change };
  }

  #updatePhase(): void {
    const parts = this.#parts;
    const stands = this.#state.faults.peek().find((fault) => {
      if (fault.part === "source" || fault.part === "immersive") return false;
      return !(fault.retrying && parts[fault.part].hasRun);
    });
    if (stands !== undefined) {
      this.#state.phase.value = { kind: "error", fault: stands };
    } else if (Object.values(parts).every(({ hasRun }) => hasRun)) {
      if (this.#state.phase.peek().kind !== "ready") this.#state.phase.value = { kind: "ready" };
    } else {
      const { loadedBytes, totalBytes } = this.#progress;
      this.#state.phase.value = { kind: "loading", step: this.#step(), loadedBytes, totalBytes };
    }
  }

  #step(): LoadingStep {
    if (!this.#parts.model.running) return this.#progress.step;
    return this.#parts.segmenter.running ? "translator" : "segmenter";
  }
}
