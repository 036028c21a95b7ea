import {
  ColorManagement,
  LinearSRGBColorSpace,
  NoColorSpace,
  NoToneMapping,
  RenderTarget,
  UnsignedByteType,
} from "three/webgpu";
import type { QuadMesh, WebGPURenderer } from "three/webgpu";
import type { FramePicture } from "../capture/types";
import type { DishSlot } from "./dish-slot";
import { maxDishes } from "./dish-slots";
import { DishTextures } from "./dish-textures";
import { FrameTexture } from "./frame-texture";
import { squareToRect } from "./geometry";
import { createBakePass } from "./materials/bake";
import { createLightPass, lightGrid } from "./materials/light";
import { createScreenPass } from "./materials/screen";
import { tilesPerDish } from "./tile-blend";

/** Side of a tile until a larger patch comes, pixels. */
const smallTile = 256;
const largeTile = 512;

/** Size of the frame that regions refer to, pixels. */
interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Everything on the GPU: textures, the atlas of tiles, and three passes. `bake` puts a patch into its tile when it
 * comes (a few tens a second), `draw` draws the screen from the frame and the tiles (at display rate). A stage lives as
 * long as its renderer's device or context; after a loss, a new one is made.
 */
export class Stage {
  readonly #renderer: WebGPURenderer;
  readonly #frame = new FrameTexture();
  readonly #dishes = Array.from({ length: maxDishes }, () => new DishTextures());
  readonly #lightTarget = target(lightGrid, lightGrid);
  readonly #light;
  readonly #bake;
  readonly #screen;
  #tileSize = smallTile;
  #atlas = target(maxDishes * smallTile, tilesPerDish * smallTile);

  /** `lightMatch` in [0, 1]: how far patches take on the light of the scene. */
  constructor(renderer: WebGPURenderer, lightMatch: number) {
    this.#renderer = renderer;
    // Pixels pass through as they are: sRGB in, sRGB out, no conversion, no tone mapping.
    ColorManagement.enabled = false;
    renderer.outputColorSpace = LinearSRGBColorSpace;
    renderer.toneMapping = NoToneMapping;
    renderer.autoClear = false;
    this.#light = createLightPass();
    this.#bake = createBakePass();
    this.#screen = createScreenPass();
    this.#light.strength.value = lightMatch;
    this.#bake.light.value = this.#lightTarget.texture;
    this.#useAtlas();
  }

  /** Compiles the shaders, where the browser can in the background, so that the first dish does not stall. */
  async prepare(): Promise<void> {
    await this.#compile(this.#light.quad, this.#lightTarget);
    await this.#compile(this.#bake.quad, this.#atlas);
    await this.#compile(this.#screen.quad, null);
  }

  /** Returns false when the picture has no pixels now; the one before stays. */
  setPicture(picture: FramePicture, drawnWidth: number, drawnHeight: number): boolean {
    if (!this.#frame.set(picture, drawnWidth, drawnHeight)) return false;
    this.#screen.frame.value = this.#frame.texture;
    this.#light.frame.value = this.#frame.texture;
    return true;
  }

  setView(divider: number, strength: number, mirrored: boolean): void {
    this.#screen.divider.value = divider;
    this.#screen.strength.value = strength;
    this.#screen.mirrored.value = mirrored ? 1 : 0;
  }

  /** Makes room for patches of this size. Returns true when all tiles lost their content for it. */
  fit(patchSize: number): boolean {
    if (patchSize <= this.#tileSize || this.#tileSize === largeTile) return false;
    this.#atlas.dispose();
    this.#tileSize = largeTile;
    this.#atlas = target(maxDishes * largeTile, tilesPerDish * largeTile);
    this.#useAtlas();
    return true;
  }

  /** Puts what is new of the dish into its free tile. */
  bake(column: number, slot: DishSlot, frame: FrameSize, now: number): void {
    const next = slot.next();
    const textures = this.#dishes[column];
    if (next === null || textures === undefined) return;
    const { patch, mask, tile } = next;
    const picture = textures.setPatch(patch);
    textures.setMask(mask);
    const { frameRect, maskRect } = this.#light;
    squareToRect(slot.roi, frame.width, frame.height, frameRect.value);
    squareToRect(slot.maskRoi, frame.width, frame.height, maskRect.value);
    this.#light.patch.value = picture;
    this.#light.mask.value = textures.mask;
    this.#render(this.#light.quad, this.#lightTarget);

    this.#bake.maskRect.value.copy(maskRect.value);
    this.#bake.maskSize.value.set(mask.width, mask.height);
    this.#bake.patch.value = picture;
    this.#bake.mask.value = textures.mask;
    const size = this.#tileSize;
    this.#atlas.viewport.set(column * size, tile * size, size, size);
    this.#render(this.#bake.quad, this.#atlas);
    slot.baked(patch, mask, tile, now);
  }

  /** Draws the screen, or the same picture into `into`. */
  draw(slots: readonly DishSlot[], frame: FrameSize, into: RenderTarget | null): void {
    for (const [column, slot] of slots.entries()) {
      const rect = this.#screen.rects[column];
      const weights = this.#screen.weights[column];
      if (rect === undefined || weights === undefined) continue;
      squareToRect(slot.roi, frame.width, frame.height, rect);
      const tiles = slot.blend.weights;
      weights.set(tiles[0] ?? 0, tiles[1] ?? 0, tiles[2] ?? 0, slot.presence);
    }
    this.#render(this.#screen.quad, into);
  }

  dispose(): void {
    this.#frame.dispose();
    for (const textures of this.#dishes) textures.dispose();
    this.#lightTarget.dispose();
    this.#atlas.dispose();
    for (const { quad } of [this.#light, this.#bake, this.#screen]) disposeMaterial(quad);
    // On a lost device there is nothing left to free, and nobody to tell.
    this.#renderer.dispose().catch(() => undefined);
  }

  #useAtlas(): void {
    this.#screen.atlas.value = this.#atlas.texture;
    this.#screen.tileSize.value = this.#tileSize;
  }

  #render(quad: QuadMesh, into: RenderTarget | null): void {
    this.#renderer.setRenderTarget(into);
    this.#renderer.render(quad, quad.camera);
  }

  async #compile(quad: QuadMesh, into: RenderTarget | null): Promise<void> {
    this.#renderer.setRenderTarget(into);
    await this.#renderer.compileAsync(quad, quad.camera);
  }
}

/** Straight bytes, no depth, no mip levels. */
export function target(width: number, height: number): RenderTarget {
  return new RenderTarget(width, height, {
    depthBuffer: false,
    generateMipmaps: false,
    type: UnsignedByteType,
    colorSpace: NoColorSpace,
  });
}

function disposeMaterial(quad: QuadMesh): void {
  for (const material of [quad.material].flat()) material.dispose();
}
