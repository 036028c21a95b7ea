import type { Frame } from "../capture/types";
import type { Compositor, DishLayer } from "../compositor/types";
import type { Dish, Mask, Segmenter } from "../segmentation/types";
import type { DomainWeights, Patch, Translator } from "../translator/types";
import type { Clock } from "./clock";
import { DrawingStage } from "./drawing-stage";
import type { Heartbeat, Heartbeats, Pulse } from "./heartbeat";
import { RateMeter, SampleWindow } from "../net/meters";
import { PatchShelf, type Shelved } from "./patch-shelf";
import { SegmentationStage } from "./segmentation-stage";
import { type SpaceOutput, withReadback } from "./space-output";
import type { Tracker } from "./tracker";
import { TranslationStage } from "./translation-stage";

export interface BuiltSegmenter {
  readonly segmenter: Segmenter;
  readonly tracker: Tracker;
}

export interface PipelineEvents {
  weightsOf(dish: Pick<Dish, "id">): DomainWeights;
  size(): number;
  restMs(): number;
  /** The tracker looked at a new mask. */
  onDishes(dishes: readonly Dish[]): void;
  onTranslated(patch: Patch): void;
  onSegmenterError(error: Error): void;
  onTranslatorError(error: Error): void;
  onCompositorError(error: Error): void;
}

/**
 * The way of a frame: segmentation, translation and drawing side by side, each with the newest input, none waiting
 * for another. Any of the three may be absent while it is being built or rebuilt; the others go on.
 */
export class Pipeline {
  readonly timings = {
    segment: new SampleWindow(),
    crop: new SampleWindow(),
    run: new SampleWindow(),
    read: new SampleWindow(),
    translate: new SampleWindow(),
    draw: new SampleWindow(),
  };
  readonly translated = new RateMeter();
  readonly drawn = new RateMeter();
  readonly drawing: DrawingStage;
  readonly #clock: Clock;
  readonly #events: PipelineEvents;
  readonly #shelf = new PatchShelf();
  #segmentation: SegmentationStage | null = null;
  /** The tracker that came with the segmenter. */
  #windowTracker: Tracker | null = null;
  #translation: TranslationStage | null = null;
  #space: SpaceOutput | null = null;
  #frame: Frame | null = null;
  #dishes: readonly Dish[] = [];
  #chosen: number | null = null;
  #paused = false;
  #covered = false;
  #hasCompositor = false;
  /** Dishes that whatever draws knows of. */
  #shown = 0;

  constructor(clock: Clock, events: PipelineEvents) {
    this.#clock = clock;
    this.#events = events;
    const meters = { drawn: this.drawn, timings: this.timings.draw };
    this.drawing = new DrawingStage(clock, meters, (error) => events.onCompositorError(error));
  }

  /** What the stages did; nothing is owed while the page is hidden. */
  get heartbeats(): Omit<Heartbeats, "source"> {
    return {
      segmenter: this.#heartbeat(this.#segmentation?.pulse),
      translator: this.#heartbeat(this.#translation?.pulse),
      compositor: this.#heartbeat(this.#hasCompositor ? this.drawing.pulse : undefined),
    };
  }

  /** The newest frame, only valid until the source delivers the next one; null without a source. */
  get frame(): Frame | null {
    return this.#frame;
  }

  /** Whether a stage would look at a frame now; sources that pay for each need not make others. */
  get wantsFrame(): boolean {
    return !this.#paused && (this.#segmentation?.free === true || this.#translation?.free === true);
  }

  /** The newest frame of the source. */
  push(frame: Frame): void {
    const again = this.#frame?.sequence === frame.sequence;
    this.#frame = frame;
    if (this.#space === null) this.drawing.setFrame(frame);
    this.#translation?.setFrame(frame);
    if (this.#paused) return;
    if (!again && this.#segmentation !== null) this.#setDishes(this.#segmentation.predict(frame));
    this.#segmentation?.offer(frame);
    this.#translation?.pump();
  }

  /** The source has ended: its last picture stays on screen, but can no longer be read. */
  sourceEnded(): void {
    this.#frame = null;
    this.#translation?.setFrame(null);
  }

  /** Another source: nothing of the one before is shown or finished. */
  reset(): void {
    this.#frame = null;
    this.#segmentation?.reset();
    this.#translation?.reset();
    this.drawing.reset();
    this.#setDishes([]);
    this.#events.onDishes([]);
  }

  /** Takes over a segmenter and its tracker, or with null ends those there are. */
  setSegmenter(built: BuiltSegmenter | null): void {
    this.#segmentation?.dispose();
    this.#segmentation = null;
    if (built === null) return;
    this.#windowTracker = built.tracker;
    const tracker = this.#space?.tracking ?? built.tracker;
    this.#segmentation = new SegmentationStage(built.segmenter, tracker, this.#clock, this.timings.segment, {
      onDishes: (dishes) => this.#onDishes(dishes),
      onError: (error) => this.#events.onSegmenterError(error),
    });
  }

  setTranslator(translator: Translator | null): void {
    this.#translation?.dispose();
    this.#translation = null;
    if (translator === null) return;
    const stage = new TranslationStage(
      withReadback(translator, () => this.#space),
      this.#clock,
      {
        weightsOf: (dish) => this.#events.weightsOf(dish),
        size: () => this.#events.size(),
        restMs: () => this.#events.restMs(),
        onPatch: (dish, patch, ms) => this.#onPatch(dish, patch, ms),
        onError: (error) => this.#events.onTranslatorError(error),
      },
    );
    this.#translation = stage;
    stage.setResting(this.#covered);
    stage.setChosen(this.#chosen);
    stage.setDishes(this.#dishes, this.#followed);
    stage.setFrame(this.#frame);
    if (!this.#paused) stage.pump();
  }

  setCompositor(compositor: Compositor | null): void {
    this.#hasCompositor = compositor !== null;
    this.drawing.setCompositor(compositor);
    this.#show();
  }

  /**
   * Shows dishes in space from now on, or with null in the window again: another tracker, another output, and nothing of
   * what was there before. The compositor rests meanwhile; nothing on the way into space waits for the display.
   */
  setSpace(space: SpaceOutput | null): void {
    this.reset();
    this.#space = space;
    this.drawing.setCovered(space !== null || this.#covered);
    const tracker = space?.tracking ?? this.#windowTracker;
    if (tracker !== null) this.#segmentation?.setTracker(tracker);
    this.#show();
  }

  /** The dishes as they are followed now. */
  get dishes(): readonly Dish[] {
    return this.#dishes;
  }

  /** Segments a picture of someone else's; null while the segmenter is busy or not there. */
  async find(picture: Frame): Promise<Mask | null> {
    return (await this.#segmentation?.find(picture)) ?? null;
  }

  /** Has the translator do something else between two of its translations; null where there is none. */
  async lendTranslator<T>(work: (translator: Translator) => Promise<T>): Promise<T | null> {
    return this.#translation === null ? null : this.#translation.lend(work);
  }

  setChosen(id: number | null): void {
    this.#chosen = id;
    this.#translation?.setChosen(id);
  }

  /** Another domain was chosen: what is shown of a still is made anew without waiting for a frame. */
  domainsChanged(): void {
    if (!this.#paused) this.#translation?.pump();
    // In space a dish of another choice fades before its new patch is there.
    if (this.#space !== null) this.#show();
  }

  /** Something lies over the picture: dishes are still followed, but neither translated nor drawn. */
  setCovered(covered: boolean): void {
    this.#covered = covered;
    this.#translation?.setResting(covered);
    this.drawing.setCovered(covered || this.#space !== null);
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    // Time in which the page was hidden counts against nobody.
    for (const pulse of this.#pulses()) pulse.rest();
    if (!paused && this.#frame !== null) this.push(this.#frame);
  }

  dispose(): void {
    this.#segmentation?.dispose();
    this.#translation?.dispose();
    this.drawing.dispose();
    this.#shelf.show([], () => undefined);
  }

  #pulses(): readonly Pulse[] {
    const stages = [this.#segmentation, this.#translation, this.drawing];
    return stages.flatMap((stage) => (stage === null ? [] : [stage.pulse]));
  }

  #heartbeat(pulse: Pulse | undefined): Heartbeat {
    const dueSince = this.#paused ? null : (pulse?.dueSince ?? null);
    return { built: pulse !== undefined, done: pulse?.done ?? 0, dueSince };
  }

  #onPatch(dish: number, patch: Patch, ms: number): void {
    this.#shelf.put(dish, patch);
    this.#show();
    this.translated.tick(this.#clock.now());
    this.timings.translate.add(ms);
    this.timings.crop.add(patch.timings.crop);
    this.timings.run.add(patch.timings.run);
    this.timings.read.add(patch.timings.read);
    this.#events.onTranslated(patch);
  }

  /** @param found As they lie in the frame that the mask was made from. */
  #onDishes(found: readonly Dish[]): void {
    // In space the newest frame was taken from elsewhere, and the dishes lie elsewhere in it.
    const frame = this.#space === null ? null : this.#frame;
    const dishes = frame === null ? found : (this.#segmentation?.predict(frame) ?? found);
    this.#setDishes(dishes);
    this.#translation?.pump();
    this.#events.onDishes(dishes);
  }

  /** All dishes that are followed, those out of view too. */
  get #followed(): readonly Pick<Dish, "id">[] {
    return this.#space?.tracking.dishes ?? this.#dishes;
  }

  #setDishes(dishes: readonly Dish[]): void {
    const followed = this.#space?.tracking.dishes ?? dishes;
    const nothing = dishes.length === 0 && this.#dishes.length === 0;
    if (nothing && followed.length === 0 && this.#shown === 0) return;
    this.#dishes = dishes;
    this.#translation?.setDishes(dishes, followed);
    this.#show();
  }

  #show(): void {
    const space = this.#space;
    if (space === null) {
      this.#shown = this.#dishes.length;
      this.#shelf.show(this.#dishes, (shelved) => this.drawing.setLayers(shelved.filter(isLayer)));
      return;
    }
    const { dishes } = space.tracking;
    this.#shown = dishes.length;
    this.#shelf.show(dishes, (shelved) =>
      space.show(shelved.map(({ dish, patch }) => ({ dish, patch, domains: this.#events.weightsOf(dish) }))),
    );
  }
}

const isLayer = (shelved: Shelved<Dish>): shelved is DishLayer => shelved.patch !== null;
