import type { Frame } from "../capture/types";
import type { Dish } from "../segmentation/types";
import type { Patch } from "../translator/types";

/** A dish as it is to be drawn now: where it is, and the newest translation of it. */
export interface DishLayer {
  readonly dish: Dish;
  readonly patch: Patch;
}

/** Draws the picture with the translated dishes in it. */
export interface Compositor {
  /** What draws: a GPU by WebGPU or WebGL2, or the processor by the browser's 2D canvas. */
  readonly backend: "webgpu" | "webgl2" | "canvas2d";
  readonly canvas: HTMLCanvasElement;
  /** Newest camera picture; its size becomes the canvas's drawing size (long side capped at 1920). */
  setFrame(frame: Frame): void;
  /**
   * Newest dishes and patches, at most four; a layer whose domain changed cross-fades over 300 ms. Only the patches
   * of the latest call are read, in later calls of `render`: those of earlier calls may be closed at once.
   */
  setLayers(layers: readonly DishLayer[]): void;
  /** Before/after divider in [0, 1]: left of it the original is shown; 0 shows the translation everywhere. */
  setDivider(position: number): void;
  /** Strength of the effect in [0, 1]. */
  setStrength(strength: number): void;
  /** How much each domain of the model steams, [0, 1], in its order; null for no steam at all. */
  setSteam(steam: Float32Array | null): void;
  setMirrored(mirrored: boolean): void;
  /**
   * Draws once, if anything changed since the last time; called from requestAnimationFrame. `now` in ms. True when it drew:
   * for the rest of the task the canvas can then be read.
   */
  render(now: number): boolean;
  /** The picture as it is shown now, in drawing size: for photographs and tests. */
  capture(): Promise<ImageBitmap>;
  dispose(): void;
}
