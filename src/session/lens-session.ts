import { batch } from "@preact/signals";
import type { Frame, FrameSource } from "../capture/types";
import type { Dish, Point } from "../segmentation/types";
import { browserClock, type Clock } from "./clock";
import { dishAt, mainDish } from "./dish-at";
import { DomainChoices } from "./domain-choices";
import { DomainRound, type RoundPicture } from "./domain-round";
import { Engine } from "./engine";
import { Figures } from "./figures";
import { firstSource } from "./first-source";
import { FrozenPicture } from "./frozen-picture";
import { ImmersiveControl } from "./immersive/immersive-control";
import { type Heartbeats, Pulse, type StagePart } from "./heartbeat";
import type { LensParams, ParamProblem } from "./params";
import type { Pipeline } from "./pipeline";
import type { SettingsStore } from "./settings";
import { SessionStudio } from "./session-studio";
import { SourceControl } from "./source-control";
import type { LensStages, ModelKit } from "./stages";
import { Announcements, createLensState, type WritableLensState } from "./state";
import { steamOf } from "./steam";
import type { Studio } from "./studio";
import type { DishState, FaultPart, Lens, LensActions, LensState, SourceWish } from "./types";

export interface LensSessionOptions {
  readonly stages: LensStages;
  /** The compositor's canvas is put here, and replaced when the compositor is. */
  readonly container: Pick<HTMLElement, "replaceChildren">;
  readonly params: LensParams;
  readonly problems: readonly ParamProblem[];
  readonly settings: SettingsStore;
  readonly clock?: Clock;
  /** Shown over the room in immersive sessions that can show a page's element. */
  readonly overlay?: Element;
}

/**
 * The lens: opens sources, has the stages built and run by its engine, keeps who is shown as what, and publishes what
 * happens as signals. It never throws at the interface: what goes wrong is a fault (until it is put right) or a
 * notice (read once).
 */
export class LensSession implements Lens {
  readonly state: LensState;
  readonly actions: LensActions;
  readonly studio: Studio;
  readonly #options: LensSessionOptions;
  readonly #state: WritableLensState;
  readonly #announce: Announcements;
  readonly #domains: DomainChoices;
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #figures: Figures;
  readonly #sources: SourceControl;
  readonly #frames = new Pulse();
  readonly #frozen: FrozenPicture;
  readonly #immersive: ImmersiveControl;
  #endVisibility: () => void = () => undefined;
  #endMotion: () => void = () => undefined;
  #reducedMotion = false;
  #hidden = false;
  #held = false;

  constructor(options: LensSessionOptions) {
    const { stages, container, params, clock = browserClock } = options;
    this.#options = options;
    this.#state = createLensState();
    this.state = this.#state;
    this.#announce = new Announcements(this.#state);
    this.#domains = new DomainChoices(this.#state);
    this.#engine = new Engine({
      stages,
      state: this.#state,
      announce: this.#announce,
      clock,
      container,
      params,
      weightsOf: (dish) => this.#domains.of(dish.id).weights,
      onModels: (kit) => this.#onModels(kit),
      onDishes: (dishes) => this.#publishDishes(dishes),
    });
    this.#pipeline = this.#engine.pipeline;
    this.#figures = new Figures(this.#pipeline, this.#state, clock);
    this.#sources = new SourceControl(stages, this.#state, this.#announce, clock, {
      onSwitch: (source) => this.#onSwitch(source),
      onEnd: () => {
        this.#frames.renew();
        this.#frozen.sourceEnded();
      },
      onFrame: (frame) => this.#onFrame(frame),
    });
    this.#frozen = new FrozenPicture((frame) => stages.holdFrame(frame), this.#pipeline, this.#state);
    this.#immersive = this.#createImmersive();
    this.#useSettings();
    this.actions = this.#createActions();
    this.studio = new SessionStudio({
      pipeline: this.#pipeline,
      domains: this.#domains,
      source: () => this.#sources.source,
      frozen: () => this.#state.frozen.peek(),
      look: () => ({ strength: this.#state.strength.peek(), steam: this.#steam }),
      kit: () => this.#engine.kit,
      readPatch: (patch) => stages.readPatch(patch),
      setHeld: (held) => {
        this.#held = held;
        this.#followPauses();
      },
    });
  }

  /** Starts everything side by side; resolves when the first source, compositor and models were tried. */
  async start(): Promise<void> {
    const { params, problems, settings, stages } = this.#options;
    for (const problem of problems) this.#announce.notify({ kind: "bad-parameter", ...problem });
    this.#endVisibility = stages.watchVisibility((visible) => {
      this.#hidden = !visible;
      this.#followPauses();
    });
    this.#endMotion = stages.watchReducedMotion((reduced) => {
      this.#reducedMotion = reduced;
      this.#showSteam();
    });
    if (!params.kiosk) this.#immersive.start();
    this.#figures.start();
    const wish = await firstSource(params, settings.current, stages);
    await Promise.all([this.#openFirst(wish), this.#engine.start()]);
  }

  /** What each stage did and owes: cheap to ask, for a watchdog that looks now and then. */
  get heartbeats(): Heartbeats {
    const live = this.#state.source.peek()?.status === "live";
    const { done, dueSince } = this.#frames;
    const owes = live && !this.#state.paused.peek();
    return { source: { built: live, done, dueSince: owes ? dueSince : null }, ...this.#engine.heartbeats };
  }

  /** The newest frame, or null. Only valid until the source delivers the next one: look at it at once. */
  get frame(): Frame | null {
    return this.#pipeline.frame;
  }

  /** Starts a stage anew, whatever it is doing. Resolves when that was tried; what fails is a fault, and tried again. */
  async restart(part: StagePart): Promise<void> {
    await (part === "source" ? this.#sources.restart() : this.#engine.restart(part));
  }

  dispose(): void {
    this.#endVisibility();
    this.#endMotion();
    this.#immersive.dispose();
    this.#figures.stop();
    this.#sources.dispose();
    this.#frozen.reset();
    this.#engine.dispose();
  }

  /** Where the first wish fails the demo scene stands in, and the fault stays. */
  async #openFirst(wish: SourceWish): Promise<void> {
    if (!(await this.#sources.open(wish)) && wish.kind !== "demo") await this.#sources.open({ kind: "demo" }, true);
  }

  #onModels({ domains }: ModelKit): void {
    const { params, settings } = this.#options;
    this.#domains.setDomains(domains, [params.dish, settings.current.domain]);
    this.#showSteam();
    if (params.dish !== undefined && !this.#domains.has(params.dish)) {
      this.#announce.notify({ kind: "unknown-dish", value: params.dish });
    }
  }

  #createActions(): LensActions {
    return {
      chooseDomain: (id) => this.#chooseDomain(id),
      stepDomain: (by) => this.#chooseDomain(this.#domains.neighbour(by)),
      mixDomains: (from, to, amount) => {
        if (this.#domains.mix({ from, to, amount }, this.#choosesFor())) this.#pipeline.domainsChanged();
      },
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
      setStrength: (strength) => this.#setStrength(strength),
      setSteam: (on) => {
        this.#state.steam.value = on;
        this.#options.settings.update({ steam: on });
        this.#showSteam();
      },
      setFrozen: (frozen) => {
        // In the room there is no picture that could stand still.
        if (!this.#immersive.entered) this.#frozen.set(frozen);
      },
      watchDomains: (onPicture) => this.#watchDomains(onPicture),
      open: (wish) => this.#open(wish),
      enterImmersive: (language) => this.#immersive.enter(language),
      leaveImmersive: () => this.#immersive.leave(),
      flipCamera: () => this.#open(this.#sources.flipped()),
      setTorch: (on) => this.#sources.setTorch(on),
      refreshCameras: () => this.#sources.refreshCameras(),
      retry: (part) => this.#retry(part),
      forgetTuning: () => this.#engine.forgetTuning(),
      dismissFault: (part) => {
        if (part === "source") this.#sources.giveUp();
        this.#announce.clearFault(part);
      },
      dismissNotice: (id) => this.#announce.dismiss(id),
    };
  }

  #createImmersive(): ImmersiveControl {
    const { stages, settings, overlay = null } = this.#options;
    return new ImmersiveControl({
      stages,
      state: this.#state,
      announce: this.#announce,
      settings,
      sources: this.#sources,
      pipeline: this.#pipeline,
      overlay,
      reducedMotion: () => this.#reducedMotion,
      shownAs: (dish) => this.#domains.of(dish).domain,
      onChoose: (dish, domain) => this.#chooseDomain(domain, dish),
      onCompare: (shown) => this.actions.setOriginal(shown),
      onFrame: (frame) => this.#onFrame(frame),
      onSwitch: () => {
        this.#frozen.reset();
        this.#domains.forgetDishes();
        this.#chooseDish(null);
      },
      onVisibility: () => this.#followPauses(),
      onRate: (fps, wanted) => this.#engine.followRate(fps, wanted),
    });
  }

  #chooseDomain(id: string, dish = this.#choosesFor()): void {
    if (!this.#domains.choose(id, dish)) return;
    if (dish === null) this.#options.settings.update({ domain: id });
    this.#pipeline.domainsChanged();
  }

  /** The dish that choices go to; one for the only dish there is holds for the ones that come after it. */
  #choosesFor(): number | null {
    return this.#state.dishes.peek().length > 1 ? this.#state.chosenDish.peek() : null;
  }

  #setStrength(wanted: number): void {
    const strength = Math.min(1, Math.max(0, wanted));
    this.#state.strength.value = strength;
    this.#options.settings.update({ strength });
    this.#pipeline.drawing.setStrength(strength);
  }

  /** What is remembered of how the picture is to look. */
  #useSettings(): void {
    const { strength = 1, steam = true } = this.#options.settings.current;
    this.#state.strength.value = strength;
    this.#pipeline.drawing.setStrength(strength);
    this.#state.steam.value = steam;
  }

  /** How much each domain steams now; null where none does. */
  get #steam(): Float32Array | null {
    return this.#state.steam.peek() && !this.#reducedMotion ? steamOf(this.#state.domains.peek()) : null;
  }

  #showSteam(): void {
    this.#pipeline.drawing.setSteam(this.#steam);
  }

  #watchDomains(onPicture: (picture: RoundPicture) => void): () => void {
    const { clock = browserClock, stages } = this.#options;
    const round = new DomainRound({
      clock,
      frame: () => (this.#state.paused.peek() ? null : this.#pipeline.frame),
      dish: () => mainDish(this.#pipeline.dishes, this.#state.chosenDish.peek()),
      domains: () => this.#state.domains.peek().map(({ id }) => id),
      size: () => this.#engine.size,
      translate: (request) => this.studio.translate(request),
      crop: (frame, roi, size) => stages.crop(frame, roi, size),
      onPicture,
    });
    this.#pipeline.setCovered(true);
    round.start();
    return () => {
      round.end();
      this.#pipeline.setCovered(false);
    };
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
    if (part === "immersive") this.#immersive.retry();
    else await (part === "source" ? this.#sources.retry() : this.#engine.retry(part));
  }

  #onSwitch(source: FrameSource): void {
    this.#frames.renew();
    this.#frames.due(this.#now());
    batch(() => {
      this.#frozen.reset();
      this.#domains.forgetDishes();
      this.#chooseDish(null);
      this.#pipeline.reset();
      this.#pipeline.drawing.setMirrored(source.mirrored);
    });
  }

  #onFrame(frame: Frame): void {
    this.#frames.beat();
    this.#frames.due(this.#now());
    const { width, height } = frame;
    const picture = this.#state.picture.peek();
    if (picture?.width !== width || picture.height !== height) this.#state.picture.value = { width, height };
    if (!this.#held) this.#frozen.push(frame);
  }

  #followPauses(): void {
    // In a session it is the session that is seen, whatever becomes of the page behind it.
    const facts = this.#immersive.facts;
    const hidden = facts === null ? this.#hidden : facts.visibility === "hidden";
    const paused = hidden || this.#held;
    this.#state.paused.value = paused;
    this.#frames.rest();
    this.#frames.due(this.#now());
    this.#pipeline.setPaused(paused);
  }

  #now(): number {
    return (this.#options.clock ?? browserClock).now();
  }

  #shownAs(id: number): Pick<DishState, "domain" | "mix"> {
    const { domain, mix } = this.#domains.of(id);
    return { domain, mix };
  }

  #publishDishes(dishes: readonly Dish[]): void {
    batch(() => {
      this.#state.dishes.value = dishes.map(({ id, ellipse, roi, confidence }) => ({
        id,
        ellipse,
        roi,
        confidence,
        ...this.#shownAs(id),
      }));
      const chosen = this.#state.chosenDish.peek();
      if (chosen !== null && !dishes.some(({ id }) => id === chosen)) this.#chooseDish(null);
    });
  }
}
