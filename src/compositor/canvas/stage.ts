import type { FramePicture } from "../../capture/types";
import { bakeTile } from "../../net/picture/bake";
import { lightGains } from "../../net/picture/light";
import { light } from "../../net/picture/look";
import { squareToRect } from "../../net/picture/rect";
import { steam } from "../../net/picture/steam";
import type { Square } from "../../segmentation/types";
import type { DishSlot } from "../dish-slot";
import { maxDishes } from "../dish-slots";
import type { View } from "../geometry";
import { pictureSize } from "../picture-size";
import { tileSideOf } from "../stage";
import type { FrameSize, Stage } from "../stage";
import { BakeTurns } from "./bake-turns";
import { context2d, contextOf } from "./context";
import { DishPicture } from "./dish-picture";
import { SteamPicture } from "./steam-picture";

/** Sides that a tile may have, pixels. Larger ones would hold the thread for more than 8 ms; larger patches are brought to it. */
const tileSides = [128, 256] as const;
const [smallestTile] = tileSides;

export interface CanvasStageOptions {
  readonly canvas: HTMLCanvasElement;
  /** How far patches take on the light of the scene, [0, 1]. */
  readonly lightMatch: number;
  readonly onLost: (reason: string) => void;
}

/**
 * The picture drawn by the browser's own 2D canvas, on the processor. Where WebGL is drawn on the processor as well,
 * this is some five times cheaper: nothing is uploaded, interpreted as shaders, and read back, and the browser copies
 * the camera's picture with the processor's vector instructions. What is done for each pixel in script is done in
 * tiles of the generator's size: a patch when it comes, and the mix of two while they blend.
 */
export class CanvasStage implements Stage {
  readonly #options: CanvasStageOptions;
  readonly #screen: CanvasRenderingContext2D;
  /** The camera's picture in drawing size: the next draw may come when the camera's own is gone. */
  readonly #frame = context2d(1, 1, false);
  readonly #samples = context2d(light.samples, light.samples, true);
  readonly #square = { x: 0, y: 0, z: 0, w: 0 };
  readonly #turns = new BakeTurns();
  readonly #steam = Array.from({ length: maxDishes }, () => new SteamPicture());
  #dishes = dishesOf(smallestTile);
  #view: View = { divider: 0, mirrored: false };
  #strength = 1;

  /** @throws CompositorUnavailableError where the canvas gives no 2D context. */
  constructor(options: CanvasStageOptions) {
    this.#options = options;
    this.#screen = contextOf(options.canvas, false);
    options.canvas.addEventListener("contextlost", this.#onLost);
  }

  resize(width: number, height: number): void {
    for (const { canvas } of [this.#screen, this.#frame]) {
      canvas.width = width;
      canvas.height = height;
    }
  }

  setPicture(picture: FramePicture): boolean {
    const [width, height] = pictureSize(picture);
    if (width === 0 || height === 0) return false;
    const { canvas } = this.#frame;
    this.#frame.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return true;
  }

  setView(view: View, strength: number): void {
    this.#view = view;
    this.#strength = strength;
  }

  fit(patchSize: number): boolean {
    const side = tileSideOf(tileSides, patchSize);
    if (this.#dishes.every((dish) => side <= dish.side)) return false;
    this.#dishes = dishesOf(side);
    return true;
  }

  bake(column: number, slot: DishSlot, frame: FrameSize, now: number): void {
    const next = slot.next();
    const dish = this.#dishes[column];
    const tile = dish?.tiles[next?.tile ?? -1];
    if (next === null || dish === undefined || tile === undefined || next.patch.picture.kind !== "pixels") return;
    if (!this.#turns.take(column)) return;
    const startedAt = performance.now();
    const { mask, patch } = next;
    squareToRect(slot.maskRoi, frame.width, frame.height, this.#square);
    const sources = { patch: next.patch.picture.data, size: patch.size, mask, maskRect: this.#square };
    const gains = lightGains({ ...sources, frame: this.#sample(slot.roi, frame) }, this.#options.lightMatch);
    bakeTile({ ...sources, gains }, dish.side, tile);
    dish.changed();
    slot.baked(patch, mask, next.tile, now);
    this.#turns.spent(performance.now() - startedAt);
  }

  draw(slots: readonly DishSlot[], frame: FrameSize, now: number): void {
    this.#turns.end();
    const screen = this.#screen;
    const { width, height } = screen.canvas;
    const { divider, mirrored } = this.#view;
    screen.save();
    if (mirrored) screen.setTransform(-1, 0, 0, 1, width, 0);
    screen.drawImage(this.#frame.canvas, 0, 0);
    const covered = Math.round(divider * width);
    if (covered > 0) {
      screen.beginPath();
      screen.rect(mirrored ? 0 : covered, 0, width - covered, height);
      screen.clip();
    }
    const scale = width / frame.width;
    for (const [column, slot] of slots.entries()) {
      const opacity = slot.presence * this.#strength;
      const picture = opacity === 0 ? undefined : this.#dishes[column]?.blend(slot.blend.weights);
      if (picture === undefined) continue;
      const { cx, cy, size } = slot.roi;
      screen.globalAlpha = opacity;
      screen.drawImage(picture, (cx - size / 2) * scale, (cy - size / 2) * scale, size * scale, size * scale);
    }
    // Over all dishes: it may rise in front of the next one.
    for (const [column, slot] of slots.entries()) this.#drawSteam(column, slot, scale, now);
    screen.restore();
  }

  capture(): Promise<ImageBitmap> {
    return createImageBitmap(this.#screen.canvas);
  }

  dispose(): void {
    this.#options.canvas.removeEventListener("contextlost", this.#onLost);
    // Memory of a canvas is given back when it has no pixels.
    for (const { canvas } of [this.#frame, this.#samples]) canvas.width = canvas.height = 0;
  }

  #drawSteam(column: number, slot: DishSlot, scale: number, now: number): void {
    const opacity = slot.steam * slot.presence * this.#strength;
    const picture = opacity === 0 ? undefined : this.#steam[column]?.at(now, slot.dishId ?? 0);
    if (picture === undefined) return;
    const { cx, cy, size } = slot.roi;
    const side = size * scale;
    this.#screen.globalAlpha = opacity;
    this.#screen.drawImage(
      picture,
      cx * scale + steam.left * side,
      cy * scale + steam.top * side,
      steam.width * side,
      steam.height * side,
    );
  }

  /** The dish's square of the frame in a few samples; transparent where it reaches over the frame's edge. */
  #sample({ cx, cy, size }: Square, frame: FrameSize): Uint8ClampedArray {
    const { canvas } = this.#frame;
    const scale = canvas.width / frame.width;
    const side = size * scale;
    this.#samples.clearRect(0, 0, light.samples, light.samples);
    this.#samples.drawImage(
      canvas,
      (cx - size / 2) * scale,
      (cy - size / 2) * scale,
      side,
      side,
      0,
      0,
      light.samples,
      light.samples,
    );
    return this.#samples.getImageData(0, 0, light.samples, light.samples).data;
  }

  readonly #onLost = (): void => this.#options.onLost("the canvas lost its 2D context");
}

function dishesOf(side: number): readonly DishPicture[] {
  return Array.from({ length: maxDishes }, () => new DishPicture(side));
}
