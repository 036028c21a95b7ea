import {
  ColorManagement,
  LinearSRGBColorSpace,
  NoColorSpace,
  NoToneMapping,
  RenderTarget,
  Scene,
  UnsignedByteType,
  Vector4,
} from "three/webgpu";
import type { Camera, Mesh, Object3D, WebGPURenderer } from "three/webgpu";
import type { FramePicture } from "../capture/types";
import type { DishSlot } from "./dish-slot";
import { maxDishes } from "./dish-slots";
import { DishTextures } from "./dish-textures";
import { FrameTexture } from "./frame-texture";
import type { Upload } from "./frame-texture";
import { placeSquare, squareToRect } from "./geometry";
import type { View } from "./geometry";
import { createBakePass } from "./materials/bake";
import { createLightPass, lightGrid } from "./materials/light";
import { createDishDrawing } from "./materials/dish";
import type { DishDrawing } from "./materials/dish";
import { createFrameDrawing } from "./materials/frame";
import { tilesPerDish } from "./tile-blend";

/** Sides that a tile may have, pixels: the smallest that the patches so far fit into. */
const tileSides = [128, 256, 512] as const;
const [smallestTile] = tileSides;

/** Size of the frame that regions refer to, pixels. */
interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Everything on the GPU: textures, the atlas of tiles, and what is drawn. `bake` puts a patch into its tile when it
 * comes (a few tens a second), `draw` draws the screen at display rate: the frame, and over it a rectangle for each
 * dish. One drawing of everything over the whole screen would be simpler, but software GL pays for every branch at
 * every pixel: it took 240 ms of processor time at 1280x720, and this takes 15. A stage lives as long as its renderer's
 * device or context; after a loss, a new one is made.
 */
export class Stage {
  readonly #renderer: WebGPURenderer;
  readonly #frame: FrameTexture;
  readonly #dishes = Array.from({ length: maxDishes }, () => new DishTextures());
  readonly #lightTarget = target(lightGrid, lightGrid);
  readonly #light;
  readonly #bake;
  readonly #screen = new Scene();
  readonly #frameDrawing = createFrameDrawing();
  readonly #dishDrawings;
  readonly #camera: Camera;
  readonly #square = new Vector4();
  #view: View = { divider: 0, mirrored: false };
  #strength = 1;
  #tileSize: number = smallestTile;
  #atlas = atlasOf(smallestTile);

  /** `lightMatch` in [0, 1]: how far patches take on the light of the scene. */
  constructor(renderer: WebGPURenderer, backend: "webgpu" | "webgl2", upload: Upload, lightMatch: number) {
    this.#renderer = renderer;
    this.#frame = new FrameTexture(upload);
    // Pixels pass through as they are: sRGB in, sRGB out, no conversion, no tone mapping.
    ColorManagement.enabled = false;
    renderer.outputColorSpace = LinearSRGBColorSpace;
    renderer.toneMapping = NoToneMapping;
    renderer.autoClear = false;
    const rows = backend === "webgpu" ? "from-top" : "from-bottom";
    this.#light = createLightPass();
    this.#bake = createBakePass(rows);
    this.#light.strength.value = lightMatch;
    this.#bake.light.value = this.#lightTarget.texture;
    this.#camera = this.#light.quad.camera;
    this.#dishDrawings = Array.from({ length: maxDishes }, (_, column) => createDishDrawing(column, rows));
    this.#screen.add(this.#frameDrawing.mesh, ...this.#dishDrawings.map(({ mesh }) => mesh));
    this.#useAtlas();
  }

  /** Compiles the shaders, where the browser can in the background, so that the first dish does not stall. */
  async prepare(): Promise<void> {
    await this.#compile(this.#light.quad, this.#lightTarget);
    await this.#compile(this.#bake.quad, this.#atlas);
    await this.#compile(this.#screen, null);
  }

  /** Returns false when the picture has no pixels now; the one before stays. */
  setPicture(picture: FramePicture, drawnWidth: number, drawnHeight: number): boolean {
    if (!this.#frame.set(picture, drawnWidth, drawnHeight)) return false;
    this.#frameDrawing.frame.value = this.#frame.texture;
    this.#light.frame.value = this.#frame.texture;
    return true;
  }

  setView(view: View, strength: number): void {
    this.#view = view;
    this.#strength = strength;
    this.#frameDrawing.mirrored.value = view.mirrored ? 1 : 0;
  }

  /** Makes room for patches of this size. Returns true when all tiles lost their content for it. */
  fit(patchSize: number): boolean {
    const side = tileSides.find((tile) => tile >= patchSize) ?? Math.max(...tileSides);
    if (side <= this.#tileSize) return false;
    this.#atlas.dispose();
    this.#tileSize = side;
    this.#atlas = atlasOf(side);
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
    for (const [column, drawing] of this.#dishDrawings.entries()) {
      const slot = slots[column];
      drawing.mesh.visible = slot !== undefined && this.#place(drawing, slot, frame);
    }
    this.#render(this.#screen, into);
    stopAnimation(this.#renderer);
  }

  dispose(): void {
    this.#frame.dispose();
    for (const textures of this.#dishes) textures.dispose();
    this.#lightTarget.dispose();
    this.#atlas.dispose();
    for (const { quad } of [this.#light, this.#bake]) disposeMaterial(quad);
    for (const { mesh } of [this.#frameDrawing, ...this.#dishDrawings]) disposeMaterial(mesh);
    // On a lost device there is nothing left to free, and nobody to tell.
    this.#renderer.dispose().catch(() => undefined);
  }

  #place({ box, part, weights }: DishDrawing, slot: DishSlot, frame: FrameSize): boolean {
    const opacity = slot.presence * this.#strength;
    if (opacity === 0) return false;
    const tiles = slot.blend.weights;
    weights.value.set(tiles[0] ?? 0, tiles[1] ?? 0, tiles[2] ?? 0, opacity);
    squareToRect(slot.roi, frame.width, frame.height, this.#square);
    return placeSquare(this.#square, 0.5 / this.#tileSize, this.#view, box.value, part.value);
  }

  #useAtlas(): void {
    for (const { atlas } of this.#dishDrawings) atlas.value = this.#atlas.texture;
  }

  #render(what: Object3D, into: RenderTarget | null): void {
    this.#renderer.setRenderTarget(into);
    this.#renderer.render(what, this.#camera);
  }

  async #compile(what: Object3D, into: RenderTarget | null): Promise<void> {
    this.#renderer.setRenderTarget(into);
    await this.#renderer.compileAsync(what, this.#camera);
  }
}

/**
 * From its first render on, three asks for every animation frame, though nothing waits for them, and the page of a
 * still picture would never rest. There is no public way to stop it; the next render starts it again.
 */
function stopAnimation(renderer: object): void {
  const { _animation: animation } = renderer as { readonly _animation?: { stop?: () => void } };
  animation?.stop?.();
}

function atlasOf(tile: number): RenderTarget {
  return target(maxDishes * tile, tilesPerDish * tile);
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

function disposeMaterial(mesh: Mesh): void {
  for (const material of [mesh.material].flat()) material.dispose();
}
