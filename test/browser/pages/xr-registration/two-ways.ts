import type { Frame } from "../../../../src/capture/types";
import { createRawCamera } from "../../../../src/immersive/camera";
import { openStage, type OpenedStage } from "../../../../src/immersive/stage";
import { createSurroundings } from "../../../../src/immersive/surroundings";
import { SpaceTracker } from "../../../../src/immersive/tracker";
import type { SpaceCamera, Surroundings } from "../../../../src/immersive/types";
import { DishTracker, type Dish, type Mask, type Segmenter } from "../../../../src/segmentation";
import type { Patch } from "../../../../src/translator/types";
import { contextOf, copy, type Copying } from "./copier";

/** ms, as on a phone: a mask every 100 ms, 60 ms after its frame; a translation is there 100 ms after its frame. */
const maskEvery = 100;
const maskTakes = 60;
const translationTakes = 100;

interface Masking {
  readonly frame: Frame;
  readonly dueAt: number;
  readonly mask: Promise<Mask | null>;
}

/** Patches by dish, one under way at a time, the dish that has waited longest first. */
class Patches {
  readonly newest = new Map<number, Patch>();
  #copying: Copying | null = null;

  begin(frame: Frame, dishes: readonly Dish[], now: number): void {
    if (this.#copying !== null || dishes.length === 0) return;
    const age = (id: number) => this.newest.get(id)?.timestamp ?? Number.NEGATIVE_INFINITY;
    const [dish] = dishes.toSorted((a, b) => age(a.id) - age(b.id));
    if (dish !== undefined) this.#copying = copy(frame, dish.id, dish.roi, now + translationTakes);
  }

  async end(now: number): Promise<void> {
    const copying = this.#copying;
    if (copying === null || now < copying.dueAt) return;
    this.newest.set(copying.dish, await copying.patch);
    this.#copying = null;
  }
}

/**
 * A session of the emulated phone with everything that the lens has in one, but for the generator; and beside it, from
 * the same frames and masks, a lens that lays each patch over the screen where its dish is followed to.
 */
export class TwoWays {
  readonly tracker;
  readonly onScreen = new DishTracker();
  readonly stage: OpenedStage;
  readonly #surroundings: Surroundings;
  readonly #camera: SpaceCamera;
  readonly #segmenter: Segmenter;
  readonly #inSpace = new Patches();
  readonly #overScreen = new Patches();
  #masking: Masking | null = null;
  #maskedAt = Number.NEGATIVE_INFINITY;
  #frame: { readonly width: number; readonly height: number } = { width: 1, height: 1 };

  private constructor(session: XRSession, stage: OpenedStage, segmenter: Segmenter) {
    this.stage = stage;
    this.#segmenter = segmenter;
    this.#surroundings = createSurroundings({ session });
    this.tracker = new SpaceTracker({ onSightings: (sightings) => this.#surroundings.sighted(sightings) });
    this.#camera = createRawCamera({ session, renderer: stage.renderer });
    stage.setLoop((now, frame) => {
      const viewer = frame.getViewerPose(stage.space);
      if (!viewer) return;
      const moment = { session, frame, space: stage.space, viewer, now };
      this.#camera.update(moment, this.#surroundings.table);
      this.#surroundings.update(moment);
      if (this.#surroundings.depth !== null) this.tracker.measure(this.#surroundings.depth);
      stage.stage.draw(moment, this.#surroundings);
    });
  }

  static async open(session: XRSession, segmenter: Segmenter): Promise<TwoWays> {
    const stage = await openStage(session, {
      onLost: (error) => {
        throw error;
      },
    });
    const ways = new TwoWays(session, stage, segmenter);
    await ways.#camera.start(
      (frame) => ways.#onFrame(frame),
      (error) => {
        throw error;
      },
    );
    return ways;
  }

  get table(): string | null {
    return this.#surroundings.table?.source ?? null;
  }

  /** What has become ready by now is taken over. To be called between two frames of the session. */
  async settle(): Promise<void> {
    const now = performance.now();
    const masking = this.#masking;
    if (masking !== null && now >= masking.dueAt) {
      const mask = await masking.mask;
      this.#masking = null;
      if (mask !== null) {
        this.tracker.update(mask, masking.frame);
        this.onScreen.update(mask, masking.frame);
      }
    }
    await this.#inSpace.end(now);
    await this.#overScreen.end(now);
    this.stage.stage.setLayers(
      this.tracker.dishes.map((dish) => ({
        dish,
        patch: this.#inSpace.newest.get(dish.id) ?? null,
        domains: Float32Array.of(1),
      })),
    );
  }

  /** The patches laid over a screen of this size, where the dishes are followed to. */
  overlay(width: number, height: number): ImageData {
    const context = contextOf(width, height);
    const [sx, sy] = [width / this.#frame.width, height / this.#frame.height];
    for (const { id, roi, ellipse } of this.onScreen.predict({ timestamp: performance.now() })) {
      const patch = this.#overScreen.newest.get(id);
      if (patch?.picture.kind !== "pixels") continue;
      const tile = contextOf(patch.size, patch.size);
      tile.putImageData(new ImageData(patch.picture.data, patch.size, patch.size), 0, 0);
      context.save();
      context.beginPath();
      context.ellipse(ellipse.cx * sx, ellipse.cy * sy, ellipse.rx * sx, ellipse.ry * sy, ellipse.angle, 0, 7);
      context.clip();
      const [left, top] = [(roi.cx - roi.size / 2) * sx, (roi.cy - roi.size / 2) * sy];
      context.drawImage(tile.canvas, left, top, roi.size * sx, roi.size * sy);
      context.restore();
    }
    return context.getImageData(0, 0, width, height);
  }

  #onFrame(frame: Frame): void {
    const now = performance.now();
    this.#frame = { width: frame.width, height: frame.height };
    this.#inSpace.begin(frame, this.tracker.predict(frame), now);
    this.#overScreen.begin(frame, this.onScreen.predict(frame), now);
    if (this.#masking !== null || now - this.#maskedAt < maskEvery) return;
    this.#maskedAt = now;
    this.#masking = { frame: { ...frame }, dueAt: now + maskTakes, mask: this.#segmenter.segment(frame) };
  }
}
