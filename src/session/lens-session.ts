import { batch } from "@preact/signals";
import type { Frame, FrameSource } from "../capture/types";
import type { Compositor } from "../compositor/types";
import type { Dish, Point } from "../segmentation/types";
import type { Translator, TranslatorKind } from "../translator/types";
import { browserClock, type Clock } from "./clock";
import { dishAt } from "./dish-at";
import { DomainChoices } from "./domain-choices";
import { isGone, isPassing, isTooLarge } from "./errors";
import { Figures } from "./figures";
import { firstSource } from "./first-source";
import type { LensParams, ParamProblem } from "./params";
import { Part } from "./part";
import { type BuiltSegmenter, Pipeline } from "./pipeline";
import { QualityControl } from "./quality";
import type { SettingsStore } from "./settings";
import { SourceControl } from "./source-control";
import type { BuiltTranslator, LensStages, LoadProgress, ModelKit } from "./stages";
import { Announcements, createLensState, type WritableLensState } from "./state";
import type { FaultPart, Lens, LensActions, LensState, LoadingStep, SourceWish } from "./types";

export interface LensSessionOptions {
  readonly stages: LensStages;
  /** The compositor's canvas is put here, and replaced when the compositor is. */
  readonly container: Pick<HTMLElement, "replaceChildren">;
  readonly params: LensParams;
  readonly problems: readonly ParamProblem[];
  readonly settings: SettingsStore;
  readonly clock?: Clock;
}

/** A part, whatever it is of. */
type Failing = Pick<Part<unknown>, "failed">;

/** Where the size of the generator begins, by what runs it. */
const firstSize: Readonly<Record<TranslatorKind, number>> = { webgpu: 256, webgl: 192, wasm: 128 };
/** Interruptions in a row after which a rung of the ladder is passed over. */
const rungLimit = 3;

/**
 * The lens: opens sources, builds the stages and builds them anew when they fail, runs the loop, and publishes what
 * happens as signals. It never throws at the interface: what goes wrong is a fault (until it is put right) or a
 * notice (read once).
 */
export class LensSession implements Lens {
  readonly state: LensState;
  readonly actions: LensActions;
  readonly #options: LensSessionOptions;
  readonly #state: WritableLensState;
  readonly #clock: Clock;
  readonly #stages: LensStages;
  readonly #announce: Announcements;
  readonly #domains: DomainChoices;
  readonly #pipeline: Pipeline;
  readonly #figures: Figures;
  readonly #sources: SourceControl;
  readonly #compositor: Part<Compositor>;
  readonly #models: Part<ModelKit>;
  readonly #segmenter: Part<BuiltSegmenter>;
  readonly #translator: Part<BuiltTranslator>;
  readonly #endings: (() => void)[] = [];
  readonly #loading = new AbortController();
  readonly #avoided = new Set<TranslatorKind>();
  #kit: ModelKit | null = null;
  #quality = new QualityControl({ start: firstSize.wasm });
  #runs: Translator | null = null;
  #progress: LoadProgress = { step: "catalog", loadedBytes: 0, totalBytes: 0 };

  constructor(options: LensSessionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? browserClock;
    this.#stages = options.stages;
    this.#state = createLensState();
    this.state = this.#state;
    this.#announce = new Announcements(this.#state);
    this.#domains = new DomainChoices(this.#state);
    this.#pipeline = this.#createPipeline();
    this.#figures = new Figures(this.#pipeline, this.#state, this.#clock);
    this.#sources = new SourceControl(this.#stages, this.#state, this.#announce, this.#clock, {
      onSwitch: (source) => this.#onSwitch(source),
      onEnd: () => this.#pipeline.sourceEnded(),
      onFrame: (frame) => this.#onFrame(frame),
    });
    this.#compositor = this.#createCompositorPart();
    this.#models = this.#createModelsPart();
    this.#segmenter = this.#createSegmenterPart();
    this.#translator = this.#createTranslatorPart();
    this.actions = this.#createActions();
  }

  /** Starts everything side by side; resolves when the first source has been opened and all parts were tried. */
  async start(): Promise<void> {
    const { params, problems, settings } = this.#options;
    for (const problem of problems) this.#announce.notify({ kind: "bad-parameter", ...problem });
    this.#endings.push(
      this.#stages.watchDevice((error) => this.#onDeviceLost(error)),
      this.#stages.watchPressure((critical) => this.#onPressure(critical)),
      this.#stages.watchVisibility((visible) => this.#setPaused(!visible)),
    );
    this.#figures.start();
    const opening = firstSource(params, settings.current, this.#stages).then(async (wish) => {
      if (!(await this.#sources.open(wish)) && wish.kind !== "demo") await this.#sources.open({ kind: "demo" }, true);
    });
    await Promise.all([opening, this.#compositor.start(), this.#models.start()]);
  }

  dispose(): void {
    this.#loading.abort();
    this.#figures.stop();
    for (const end of this.#endings) end();
    this.#sources.dispose();
    for (const part of [this.#models, this.#segmenter, this.#translator, this.#compositor]) part.dispose();
    this.#pipeline.dispose();
  }

  #createPipeline(): Pipeline {
    return new Pipeline(this.#clock, {
      weightsOf: (dish) => this.#domains.weightsOf(dish.id),
      size: () => this.#quality.size,
      restMs: () => this.#quality.restMs,
      onDishes: (dishes) => {
        this.#segmenter.succeeded();
        this.#publishDishes(dishes);
      },
      onTranslated: (_patch, ms) => {
        this.#translator.succeeded();
        if (this.#quality.record(ms, this.#clock.now())) this.#publishSize();
      },
      onSegmenterError: (error) => this.#onStageError(this.#segmenter, error),
      onTranslatorError: (error) => {
        if (isTooLarge(error) && this.#quality.tooLarge(this.#clock.now())) this.#publishSize();
        else this.#onStageError(this.#translator, error);
      },
      onCompositorError: (error) => this.#onStageError(this.#compositor, error),
    });
  }

  #createCompositorPart(): Part<Compositor> {
    return new Part<Compositor>({
      ...this.#partBasics("compositor"),
      build: () =>
        this.#stages.createCompositor({
          onLost: (error) => this.#compositor.failed(error, true),
          onNeedsRender: () => this.#pipeline.drawing.needsRender(),
        }),
      use: (compositor) => {
        if (compositor !== null) this.#options.container.replaceChildren(compositor.canvas);
        this.#pipeline.setCompositor(compositor);
        this.#state.compositor.value = compositor?.backend ?? null;
        this.#state.adapter.value = this.#stages.adapter();
      },
      discard: (compositor) => compositor.dispose(),
      mayPass: () => false,
    });
  }

  #createModelsPart(): Part<ModelKit> {
    return new Part<ModelKit>({
      ...this.#partBasics("model"),
      build: () =>
        this.#stages.loadModels((progress) => {
          this.#progress = progress;
          this.#updatePhase();
        }, this.#loading.signal),
      use: (kit) => {
        this.#kit = kit;
        if (kit === null) return;
        const { params, settings } = this.#options;
        this.#domains.setDomains(kit.domains, [params.dish, settings.current.domain]);
        if (params.dish !== undefined && !this.#domains.has(params.dish)) {
          this.#announce.notify({ kind: "unknown-dish", value: params.dish });
        }
        void this.#segmenter.start();
        void this.#translator.start();
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
      use: (built) => this.#pipeline.setSegmenter(built),
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

  #partBasics(part: FaultPart) {
    return { part, clock: this.#clock, announce: this.#announce, onChange: () => this.#updatePhase() };
  }

  #requireKit(): ModelKit {
    if (this.#kit === null) throw new Error("The models are not loaded yet; load them before building from them.");
    return this.#kit;
  }

  #useTranslator(built: BuiltTranslator | null): void {
    const recovered = this.#translator.hasRun;
    const before = this.#runs?.kind;
    this.#runs = built?.translator ?? null;
    if (built !== null && (before !== built.translator.kind || !recovered)) {
      this.#quality = new QualityControl({ start: firstSize[built.translator.kind], fixed: this.#options.params.size });
    }
    this.#pipeline.setTranslator(this.#runs);
    if (built === null) {
      this.#state.translator.value = null;
      return;
    }
    const { kind, label } = built.translator;
    const { tried } = built;
    const fallback = tried.some(({ ok }) => !ok);
    this.#state.translator.value = { kind, label, size: this.#quality.size, tried, fallback };
    this.#state.adapter.value = this.#stages.adapter();
    if (recovered) this.#announce.notify({ kind: "translator-recovered", label });
  }

  #createActions(): LensActions {
    return {
      chooseDomain: (id) => this.#chooseDomain(id),
      stepDomain: (by) => this.#chooseDomain(this.#domains.neighbour(by)),
      chooseDish: (id) => this.#chooseDish(id),
      chooseDishAt: (point) => this.#chooseDishAt(point),
      setDivider: (position) => {
        const divider = Math.min(1, Math.max(0, position));
        this.#state.divider.value = divider;
        this.#pipeline.drawing.setDivider(divider);
      },
      setOriginal: (shown) => {
        if (this.#state.original.peek() === shown) return;
        this.#state.original.value = shown;
        this.#pipeline.drawing.setOriginal(shown);
      },
      open: (wish) => this.#open(wish),
      flipCamera: () => this.#open(this.#sources.flipped()),
      setTorch: (on) => this.#sources.setTorch(on),
      refreshCameras: () => this.#sources.refreshCameras(),
      retry: (part) => this.#retry(part),
      dismissFault: (part) => {
        if (part === "source") this.#sources.giveUp();
        this.#announce.clearFault(part);
      },
      dismissNotice: (id) => this.#announce.dismiss(id),
    };
  }

  #chooseDomain(id: string): void {
    const dish = this.#state.chosenDish.peek();
    if (!this.#domains.choose(id, dish)) return;
    if (dish === null) this.#options.settings.update({ domain: id });
    this.#pipeline.domainsChanged();
  }

  #chooseDish(id: number | null): void {
    this.#state.chosenDish.value = id;
    this.#pipeline.setChosen(id);
  }

  #chooseDishAt(point: Point): void {
    const picture = this.#state.picture.peek();
    if (picture === null) return;
    const x = this.#state.source.peek()?.mirrored === true ? 1 - point.x : point.x;
    const dish = dishAt(this.#state.dishes.peek(), x * picture.width, point.y * picture.height);
    this.#chooseDish(dish === this.#state.chosenDish.peek() ? null : dish);
  }

  async #open(wish: SourceWish): Promise<void> {
    if (!(await this.#sources.open(wish))) return;
    if (wish.kind === "demo") this.#options.settings.update({ source: "demo" });
    if (wish.kind !== "camera") return;
    const deviceId = this.#state.source.peek()?.deviceId ?? undefined;
    this.#options.settings.update({ source: "camera", deviceId, facing: wish.facing });
  }

  async #retry(part: FaultPart): Promise<void> {
    if (part === "source") await this.#sources.retry();
    if (part === "model") await this.#models.retry();
    if (part === "segmenter") await this.#segmenter.retry();
    if (part === "translator") await this.#translator.retry();
    if (part === "compositor") await this.#compositor.retry();
  }

  #onSwitch(source: FrameSource): void {
    batch(() => {
      this.#domains.forgetDishes();
      this.#chooseDish(null);
      this.#pipeline.reset();
      this.#pipeline.drawing.setMirrored(source.mirrored);
    });
  }

  #onFrame(frame: Frame): void {
    const { width, height } = frame;
    const picture = this.#state.picture.peek();
    if (picture?.width !== width || picture.height !== height) this.#state.picture.value = { width, height };
    this.#pipeline.push(frame);
  }

  #onStageError(part: Failing, error: Error): void {
    if (!isPassing(error)) this.#fail(part, error, isGone(error));
  }

  #fail(part: Failing, error: Error, gone: boolean): void {
    const kind = this.#runs?.kind;
    part.failed(error, gone);
    if (part !== this.#translator || kind === undefined || this.#translator.running) return;
    if (this.#translator.failures >= rungLimit && kind !== "wasm") this.#avoided.add(kind);
  }

  #onDeviceLost(error: Error): void {
    // The compositor first: what is built from the device must not outlive it on screen.
    if (this.#state.compositor.peek() === "webgpu") this.#fail(this.#compositor, error, true);
    if (this.#runs?.kind === "webgpu") this.#fail(this.#translator, error, true);
  }

  #onPressure(critical: boolean): void {
    if (this.#quality.setPressure(critical, this.#clock.now())) this.#publishSize();
  }

  #setPaused(paused: boolean): void {
    this.#state.paused.value = paused;
    this.#pipeline.setPaused(paused);
  }

  #publishDishes(dishes: readonly Dish[]): void {
    batch(() => {
      this.#state.dishes.value = dishes.map(({ id, ellipse, roi, confidence }) => ({
        id,
        ellipse,
        roi,
        confidence,
        domain: this.#domains.domainOf(id),
      }));
      const chosen = this.#state.chosenDish.peek();
      if (chosen !== null && !dishes.some(({ id }) => id === chosen)) this.#chooseDish(null);
    });
  }

  #publishSize(): void {
    const translator = this.#state.translator.peek();
    if (translator !== null) this.#state.translator.value = { ...translator, size: this.#quality.size };
  }

  #updatePhase(): void {
    const parts = {
      compositor: this.#compositor,
      model: this.#models,
      segmenter: this.#segmenter,
      translator: this.#translator,
    };
    const stands = this.#state.faults.peek().find((fault) => {
      if (fault.part === "source") return false;
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
    if (!this.#models.running) return this.#progress.step;
    return this.#segmenter.running ? "translator" : "segmenter";
  }
}
