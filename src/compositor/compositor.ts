import type { WebGPURenderer } from "three/webgpu";
import type { Frame, FramePicture } from "../capture/types";
import { DishSlots } from "./dish-slots";
import { checkLayer } from "./dish-textures";
import { CompositorLostError, NothingToCaptureError } from "./errors";
import { drawingSize } from "./geometry";
import type { View } from "./geometry";
import type { Upload } from "./frame-texture";
import { captureCanvas, captureTarget } from "./snapshot";
import { Stage } from "./stage";
import type { Compositor, DishLayer } from "./types";

/** Longest side of the drawing, pixels. */
const longSideLimit = 1920;
/** How long a lost WebGL context may take to come back, ms. Browsers restore within a second or two, or never. */
const restoreMs = 5000;

export interface WindowCompositorOptions {
  readonly backend: Compositor["backend"];
  readonly canvas: HTMLCanvasElement;
  readonly upload: Upload;
  /** Whether nobody else may want to draw on the canvas after `dispose`. */
  readonly ownsCanvas: boolean;
  /** Made and initialised; called again after a restored WebGL context. */
  readonly makeRenderer: () => Promise<WebGPURenderer>;
  readonly lightMatch: number;
  readonly onLost: (error: CompositorLostError) => void;
  readonly onNeedsRender: () => void;
}

/** The compositor of a page: draws on its canvas with three, on WebGPU or on WebGL2. */
export class WindowCompositor implements Compositor {
  readonly backend: Compositor["backend"];
  readonly canvas: HTMLCanvasElement;
  readonly #options: WindowCompositorOptions;
  readonly #slots = new DishSlots();
  readonly #frameSize = { width: 0, height: 0 };
  #renderer: WebGPURenderer | null = null;
  #stage: Stage | null = null;
  #picture: FramePicture | null = null;
  #sequence = -1;
  #pictureIsNew = false;
  #pictureIsShown = false;
  #dirty = true;
  #view: View = { divider: 0, mirrored: false };
  #strength = 1;
  #now = 0;
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
    options.canvas.addEventListener("webglcontextrestored", compositor.#restore);
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

  setMirrored(mirrored: boolean): void {
    if (mirrored === this.#view.mirrored) return;
    this.#view = { ...this.#view, mirrored };
    this.#dirty = true;
  }

  /**
   * Uploads the frame if it is new, bakes new patches, draws. Returns at once when nothing changed since the last
   * call and nothing fades: a still picture costs nothing. Where a fade is under way after it, `onNeedsRender` is
   * called.
   */
  render(now: number): void {
    this.#now = now;
    if (!this.#dirty && !this.#slots.moving) return;
    if (this.#draw()) {
      this.#dirty = false;
      if (this.#slots.moving) this.#options.onNeedsRender();
    }
  }

  async capture(): Promise<ImageBitmap> {
    if (!this.#draw() || this.#stage === null || this.#renderer === null) {
      throw new NothingToCaptureError("There is no picture yet; capture after the first frame was drawn.");
    }
    if (this.backend === "webgl2") return captureCanvas(this.canvas);
    const stage = this.#stage;
    return captureTarget(this.#renderer, this.canvas.width, this.canvas.height, (into) =>
      stage.draw(this.#slots.slots, this.#frameSize, into),
    );
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#restoreTimer);
    this.canvas.removeEventListener("webglcontextrestored", this.#restore);
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
    stage.draw(slots, this.#frameSize, null);
    return true;
  }

  /** Uploads a new picture. One without pixels (a camera that is just starting) leaves the old one on screen. */
  #showPicture(stage: Stage): boolean {
    if (!this.#pictureIsNew || this.#picture === null) return this.#pictureIsShown;
    if (stage.setPicture(this.#picture, this.canvas.width, this.canvas.height)) {
      this.#pictureIsNew = false;
      this.#pictureIsShown = true;
    }
    return this.#pictureIsShown;
  }

  #resize(): void {
    if (this.#frameSize.width === 0) return;
    const [width, height] = drawingSize(this.#frameSize.width, this.#frameSize.height, longSideLimit);
    this.#renderer?.setSize(width, height, false);
  }

  async #build(): Promise<void> {
    const renderer = await this.#options.makeRenderer();
    renderer.onDeviceLost = (info) => this.#lose(info.message ?? "");
    const stage = new Stage(renderer, this.backend, this.#options.upload, this.#options.lightMatch);
    await stage.prepare();
    if (this.#disposed) {
      stage.dispose();
      return;
    }
    this.#renderer = renderer;
    this.#stage = stage;
    this.#resize();
  }

  #tearDown(): void {
    this.#stage?.dispose();
    this.#stage = null;
    this.#renderer = null;
    this.#slots.forgetTiles();
    this.#pictureIsShown = false;
    this.#pictureIsNew = this.#picture !== null;
    this.#dirty = true;
  }

  #lose(reason: string): void {
    if (this.#disposed || this.#stage === null) return;
    this.#tearDown();
    if (this.backend === "webgpu") this.#giveUp(`The GPU device was lost (${reason}).`);
    else this.#restoreTimer = setTimeout(() => this.#giveUp("The WebGL context was lost for good."), restoreMs);
  }

  readonly #restore = (): void => {
    clearTimeout(this.#restoreTimer);
    this.#build().then(this.#options.onNeedsRender, (error: unknown) =>
      this.#giveUp("The WebGL context came back, but cannot draw.", error),
    );
  };

  #giveUp(message: string, cause?: unknown): void {
    if (this.#disposed) return;
    this.#options.onLost(new CompositorLostError(`${message} Dispose this compositor and create another.`, { cause }));
  }
}
