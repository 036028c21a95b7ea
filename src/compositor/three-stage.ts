import { ColorManagement, LinearSRGBColorSpace, NoToneMapping, Scene, Vector4 } from "three/webgpu";
import type { Camera, Mesh, Object3D, RenderTarget, WebGPURenderer } from "three/webgpu";
import type { FramePicture } from "../capture/types";
import { lightGrid } from "../net/picture/look";
import { squareToRect } from "../net/picture/rect";
import type { DishSlot } from "./dish-slot";
import { maxDishes } from "./dish-slots";
import { DishTextures } from "./dish-textures";
import { FrameTexture } from "./frame-texture";
import { placeSquare } from "./geometry";
import type { View } from "./geometry";
import { createBakePass } from "./materials/bake";
import { createLightPass } from "./materials/light";
import { createDishDrawing } from "./materials/dish";
import type { DishDrawing } from "./materials/dish";
import { createFrameDrawing } from "./materials/frame";
import { captureTarget, target } from "./snapshot";
import { tileSideOf } from "./stage";
import { SteamLayer } from "./steam-layer";
import type { FrameSize, Stage } from "./stage";
import { tilesPerDish } from "./tile-blend";

/** Sides that a tile may have, pixels: the smallest that the patches so far fit into. */
const tileSides = [128, 256, 512] as const;
const [smallestTile] = tileSides;

export interface ThreeStageOptions {
  readonly backend: "webgpu" | "webgl2";
  /** How far patches take on the light of the scene, [0, 1]. */
  readonly lightMatch: number;
  readonly onLost: (reason: string) => void;
}

/**
 * Everything on the GPU: textures, the atlas of tiles, and what is drawn. `bake` puts a patch into its tile when it
 * comes (a few tens a second), `draw` draws the screen at display rate: the frame, and over it a rectangle for each
 * dish. One drawing of everything over the whole screen would be simpler, but software GL pays for every branch at
 * every pixel: it took 240 ms of processor time at 1280x720, and this takes 15.
 */
export class ThreeStage implements Stage {
  readonly #renderer: WebGPURenderer;
  readonly #backend: ThreeStageOptions["backend"];
  readonly #frame = new FrameTexture();
  readonly #dishes = Array.from({ length: maxDishes }, () => new DishTextures());
  readonly #lightTarget = target(lightGrid, lightGrid);
  readonly #light;
  readonly #bake;
  readonly #screen = new Scene();
  readonly #frameDrawing = createFrameDrawing();
  readonly #dishDrawings;
  readonly #steam = new SteamLayer();
  readonly #camera: Camera;
  readonly #square = new Vector4();
  #view: View = { divider: 0, mirrored: false };
  #strength = 1;
  #tileSize: number = smallestTile;
  #atlas = atlasOf(smallestTile);

  private constructor(renderer: WebGPURenderer, { backend, lightMatch, onLost }: ThreeStageOptions) {
    this.#renderer = renderer;
    this.#backend = backend;
    renderer.onDeviceLost = (info) => onLost(info.message ?? "");
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
    this.#screen.add(this.#frameDrawing.mesh, ...this.#dishDrawings.map(({ mesh }) => mesh), this.#steam.group);
    this.#useAtlas();
  }

  /**
   * On a renderer that is initialised. Compiles the shaders, where the browser can in the background, so that the
   * first dish does not stall.
   */
  static async create(renderer: WebGPURenderer, options: ThreeStageOptions): Promise<ThreeStage> {
    const stage = new ThreeStage(renderer, options);
    await stage.#compile(stage.#light.quad, stage.#lightTarget);
    await stage.#compile(stage.#bake.quad, stage.#atlas);
    await stage.#compile(stage.#screen, null);
    return stage;
  }

  resize(width: number, height: number): void {
    this.#renderer.setSize(width, height, false);
  }

  setPicture(picture: FramePicture): boolean {
    const { width, height } = this.#renderer.domElement;
    if (!this.#frame.set(picture, width, height)) return false;
    this.#frameDrawing.frame.value = this.#frame.texture;
    this.#light.frame.value = this.#frame.texture;
    return true;
  }

  setView(view: View, strength: number): void {
    this.#view = view;
    this.#strength = strength;
    this.#frameDrawing.mirrored.value = view.mirrored ? 1 : 0;
  }

  fit(patchSize: number): boolean {
    const side = tileSideOf(tileSides, patchSize);
    if (side <= this.#tileSize) return false;
    this.#atlas.dispose();
    this.#tileSize = side;
    this.#atlas = atlasOf(side);
    this.#useAtlas();
    return true;
  }

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

  draw(slots: readonly DishSlot[], frame: FrameSize, now: number): void {
    this.#draw(slots, frame, now, null);
  }

  async capture(slots: readonly DishSlot[], frame: FrameSize, now: number): Promise<ImageBitmap> {
    const { domElement } = this.#renderer;
    // In the task that drew it: the drawing buffer is not kept longer.
    if (this.#backend === "webgl2") return createImageBitmap(domElement);
    // A canvas that does not present cannot be captured: the same picture once more, into a texture.
    const { width, height } = domElement;
    return captureTarget(this.#renderer, width, height, (into) => this.#draw(slots, frame, now, into));
  }

  dispose(): void {
    this.#frame.dispose();
    for (const textures of this.#dishes) textures.dispose();
    this.#lightTarget.dispose();
    this.#atlas.dispose();
    this.#steam.dispose();
    for (const { quad } of [this.#light, this.#bake]) disposeMaterial(quad);
    for (const { mesh } of [this.#frameDrawing, ...this.#dishDrawings]) disposeMaterial(mesh);
    // On a lost device there is nothing left to free, and nobody to tell.
    this.#renderer.dispose().catch(() => undefined);
  }

  #draw(slots: readonly DishSlot[], frame: FrameSize, now: number, into: RenderTarget | null): void {
    for (const [column, drawing] of this.#dishDrawings.entries()) {
      const slot = slots[column];
      drawing.mesh.visible = slot !== undefined && this.#place(drawing, slot, frame);
    }
    this.#steam.update(slots, frame, this.#view, this.#strength, now);
    this.#render(this.#screen, into);
    stopAnimation(this.#renderer);
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

function disposeMaterial(mesh: Mesh): void {
  for (const material of [mesh.material].flat()) material.dispose();
}
