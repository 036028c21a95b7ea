import type { Frame, FramePicture } from "../capture/types";
import { checkLayer } from "./check-layer";
import { DishSlots } from "./dish-slots";
import { CompositorLostError, NothingToCaptureError } from "./errors";
import { drawingSize } from "./geometry";
import type { View } from "./geometry";
import type { Stage } from "./stage";
import type { Compositor, DishLayer } from "./types";

/** Longest side of the drawing, pixels. */
const longSideLimit = 1920;
/**
 * Time between two drawings of steam over a picture that stands still otherwise, ms: it drifts so slowly that more
 * would be seen by nobody, and on the processor each costs a drawing of everything.
 */
const steamMs = { webgpu: 33, webgl2: 33, canvas2d: 66 } as const;
/** How long a lost context may take to come back, ms. Browsers restore within a second or two, or never. */
const restoreMs = 5000;
/** A WebGL context came back, or one of a 2D canvas. */
const restoredEvents = ["webglcontextrestored", "contextrestored"] as const;

export interface WindowCompositorOptions {
  readonly backend: Compositor["backend"];
  readonly canvas: HTMLCanvasElement;
  /** Whether nobody else may want to draw on the canvas after `dispose`. */
  readonly ownsCanvas: boolean;
  /** Called again after a restored context; `onLost` when the device or the context is gone. */
  readonly makeStage: (onLost: (reason: string) => void) => Promise<Stage>;
  readonly onLost: (error: CompositorLostError) => void;
  /** Another `render` is due after `ms`. */
  readonly onNeedsRender: (ms: number) => void;
}

/** The compositor of a page: knows what is to be drawn on its canvas and when; a stage draws it. */
export class WindowCompositor implements Compositor {
  readonly backend: Compositor["backend"];
  readonly canvas: HTMLCanvasElement;
  readonly #options: WindowCompositorOptions;
  readonly #slots = new DishSlots();
  readonly #frameSize = { width: 0, height: 0 };
  #stage: Stage | null = null;
  #picture: FramePicture | null = null;
  #sequence = -1;
  #pictureIsNew = false;
  #pictureIsShown = false;
  #dirty = true;
  #view: View = { divider: 0, mirrored: false };
  #strength = 1;
  #now = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #restoreTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  private constructor(options: WindowCompositorOptions) {
    this.#options = options;
    this.backend = options.backend;
    this.canvas = options.canvas;
  }

  static async create(options: WindowCompositorOptions): Promise<WindowCompositor> {
    const compositor = new WindowCompositor(options);
    await compositor.#build();
    for (const event of restoredEvents) options.canvas.addEventListener(event, compositor.#restore);
    return compositor;
  }

  setFrame(frame: Frame): void {
    const { picture, width, height, sequence } = frame;
    const sameSize = width === this.#frameSize.width && height === this.#frameSize.height;
    if (picture === this.#picture && sequence === this.#sequence && sameSize) return;
    this.#picture = picture;
    this.#sequence = sequence;
    this.#pictureIsNew = true;
    this.#dirty = true;
    if (sameSize) return;
    this.#frameSize.width = width;
    this.#frameSize.height = height;
    this.#resize();
  }

  setLayers(layers: readonly DishLayer[]): void {
    for (const { dish, patch } of layers) checkLayer(dish.mask, patch, this.backend);
    if (this.#slots.show(layers)) this.#dirty = true;
  }

  setDivider(position: number): void {
    if (position === this.#view.divider) return;
    this.#view = { ...this.#view, divider: position };
    this.#dirty = true;
  }

  setStrength(strength: number): void {
    if (strength === this.#strength) return;
    this.#strength = strength;
    this.#dirty = true;
  }

  setSteam(steam: Float32Array | null): void {
    this.#slots.setSteam(steam);
  }

  setMirrored(mirrored: boolean): void {
    if (mirrored === this.#view.mirrored) return;
    this.#view = { ...this.#view, mirrored };
    this.#dirty = true;
  }

  /**
   * Uploads the frame if it is new, bakes new patches, draws. Returns at once when nothing changed since the last
   * call and nothing fades: a still picture costs nothing. Where a fade is under way after it, or steam drifts,
   * `onNeedsRender` is called.
   */
  render(now: number): boolean {
    this.#now = now;
    const untilSteam = this.#drawnAt + steamMs[this.backend] - now;
    const steams = this.#slots.steaming && untilSteam <= 0;
    if (!this.#dirty && !this.#slots.moving && !steams) {
      if (this.#slots.steaming) this.#options.onNeedsRender(untilSteam);
      return false;
    }
    if (!this.#draw()) return false;
    this.#dirty = false;
    this.#drawnAt = now;
    if (this.#slots.moving) this.#options.onNeedsRender(0);
    else if (this.#slots.steaming) this.#options.onNeedsRender(steamMs[this.backend]);
    return true;
  }

  async capture(): Promise<ImageBitmap> {
    if (!this.#draw() || this.#stage === null) {
      throw new NothingToCaptureError("There is no picture yet; capture after the first frame was drawn.");
    }
    return this.#stage.capture(this.#slots.slots, this.#frameSize, this.#now);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#restoreTimer);
    for (const event of restoredEvents) this.canvas.removeEventListener(event, this.#restore);
    this.#tearDown();
    this.#picture = null;
    // A page has few WebGL contexts, and a canvas keeps its own until it is collected.
    if (this.backend === "webgl2" && this.#options.ownsCanvas) {
      this.canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    }
  }

  /** Returns false when there is nothing to draw, or nothing to draw on. */
  #draw(): boolean {
    const stage = this.#stage;
    if (stage === null || !this.#showPicture(stage)) return false;
    const { slots } = this.#slots;
    this.#slots.advance(this.#now);
    for (const slot of slots) {
      const patch = slot.next()?.patch;
      if (patch !== undefined && stage.fit(patch.size)) this.#slots.forgetTiles();
    }
    for (const [column, slot] of slots.entries()) stage.bake(column, slot, this.#frameSize, this.#now);
    stage.setView(this.#view, this.#strength);
    stage.draw(slots, this.#frameSize, this.#now);
    return true;
  }

  /** Uploads a new picture. One without pixels (a camera that is just starting) leaves the old one on screen. */
  #showPicture(stage: Stage): boolean {
    if (!this.#pictureIsNew || this.#picture === null) return this.#pictureIsShown;
    if (stage.setPicture(this.#picture)) {
      this.#pictureIsNew = false;
      this.#pictureIsShown = true;
    }
    return this.#pictureIsShown;
  }

  #resize(): void {
    if (this.#frameSize.width === 0) return;
    const [width, height] = drawingSize(this.#frameSize.width, this.#frameSize.height, longSideLimit);
    this.#stage?.resize(width, height);
  }

  async #build(): Promise<void> {
    const stage = await this.#options.makeStage((reason) => this.#lose(reason));
    if (this.#disposed) {
      stage.dispose();
      return;
    }
    this.#stage = stage;
    this.#resize();
  }

  #tearDown(): void {
    this.#stage?.dispose();
    this.#stage = null;
    this.#slots.forgetTiles();
    this.#pictureIsShown = false;
    this.#pictureIsNew = this.#picture !== null;
    this.#dirty = true;
  }

  #lose(reason: string): void {
    if (this.#disposed || this.#stage === null) return;
    this.#tearDown();
    if (this.backend === "webgpu") this.#giveUp(`The GPU device was lost (${reason}).`);
    else this.#restoreTimer = setTimeout(() => this.#giveUp("The canvas lost its context for good."), restoreMs);
  }

  readonly #restore = (): void => {
    clearTimeout(this.#restoreTimer);
    this.#build().then(
      () => this.#options.onNeedsRender(0),
      (error: unknown) => this.#giveUp("The canvas's context came back, but cannot draw.", error),
    );
  };

  #giveUp(message: string, cause?: unknown): void {
    if (this.#disposed) return;
    this.#options.onLost(new CompositorLostError(`${message} Dispose this compositor and create another.`, { cause }));
  }
}
