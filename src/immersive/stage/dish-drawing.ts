import { AddEquation, CustomBlending, GLSL3, Matrix4, Mesh, OneFactor, OneMinusSrcAlphaFactor } from "three";
import { RawShaderMaterial, Vector2, Vector3, Vector4 } from "three";
import { tilesPerDish } from "../../compositor/tile-blend";
import type { Mask } from "../../segmentation/types";
import type { CameraView } from "../../space";
import type { Patch } from "../../translator/types";
import type { SpaceDish } from "../types";
import type { DepthTexture } from "./depth-texture";
import { DishGeometry } from "./dish-geometry";
import { DishTextures } from "./dish-textures";
import { projectToPart, wholeFrame } from "./projection";
import { tint } from "./room-tint";
import type { Rgb, TableLight } from "./room-tint";
import { fragmentShader, vertexShader } from "./shaders";
import type { SpaceSlot } from "./space-slot";

/**
 * A dish that is moved takes its patches along, but for so much, metres: estimates settle by a few millimetres, and what
 * stands still is best where it was seen.
 */
const settles = 0.01;

/** What a patch in a tile came with. */
class PatchTile {
  readonly fromTable = new Matrix4();
  readonly eye = new Vector3();
  /** Where the dish was then, and how far it has taken the patch along. */
  readonly place = new Vector2();
  readonly carried = new Vector2();
  readonly light: Rgb = [1, 1, 1];
  lightKnown = false;
}

const many = <T>(make: () => T): T[] => Array.from({ length: tilesPerDish }, make);

/** A dish on the table: its mesh, its textures, and all that its shader must know. */
export class DishDrawing {
  readonly mesh;
  readonly #geometry = new DishGeometry();
  readonly #textures = new DishTextures();
  readonly #patches = many(() => new PatchTile());
  readonly #masksFromTable = many(() => new Matrix4());
  readonly #uniforms = {
    patch0: { value: this.#textures.patches[0] },
    patch1: { value: this.#textures.patches[1] },
    patch2: { value: this.#textures.patches[2] },
    mask0: { value: this.#textures.masks[0] },
    mask1: { value: this.#textures.masks[1] },
    mask2: { value: this.#textures.masks[2] },
    depth: { value: this.#textures.masks[0] },
    patchFrom: { value: many(() => new Matrix4()) },
    maskFrom: { value: many(() => new Matrix4()) },
    depthFrom: { value: new Matrix4() },
    patchWeights: { value: new Vector3() },
    maskWeights: { value: new Vector3() },
    eye: { value: many(() => new Vector3()) },
    gain: { value: many(() => new Vector3(1, 1, 1)) },
    inFrame: { value: many(() => new Vector4(1, 1, 0, 0)) },
    maskSize: { value: many(() => new Vector2(1, 1)) },
    rim: { value: new Vector2(1, 0) },
    depthSize: { value: new Vector2() },
    depthMetres: { value: new Vector2() },
    opacity: { value: 0 },
  };

  constructor() {
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: this.#uniforms,
      transparent: true,
      // What passes through the glasses is under it: colours premultiplied by their opacity.
      blending: CustomBlending,
      blendEquation: AddEquation,
      blendSrc: OneFactor,
      blendDst: OneMinusSrcAlphaFactor,
      premultipliedAlpha: true,
    });
    this.mesh = new Mesh(this.#geometry.geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.visible = false;
  }

  /** Uploads a patch. @throws LayerError */
  setPatch(tile: number, patch: Patch, view: CameraView, dish: SpaceDish, light: TableLight): void {
    this.#textures.setPatch(tile, patch);
    const { roi, frameWidth, frameHeight } = patch;
    const kept = this.#patches[tile];
    if (kept === undefined) return;
    projectToPart(view, patch, kept.fromTable);
    kept.eye.setFromMatrixPosition(cameraPose.fromArray(view.pose));
    kept.place.set(dish.x, dish.z);
    kept.light.splice(0, 3, ...light.now);
    kept.lightKnown = light.known;
    const { cx, cy, size } = roi;
    this.#uniforms.inFrame.value[tile]?.set(
      size / frameWidth,
      size / frameHeight,
      (cx - size / 2) / frameWidth,
      (cy - size / 2) / frameHeight,
    );
  }

  /** Uploads a mask. @throws LayerError */
  setMask(tile: number, mask: Mask, view: CameraView): void {
    this.#textures.setMask(tile, mask);
    const fromTable = this.#masksFromTable[tile];
    if (fromTable !== undefined) projectToPart(view, wholeFrame, fromTable);
    this.#uniforms.maskSize.value[tile]?.set(mask.width, mask.height);
  }

  /** Hides the dish, or puts it where it stands now. */
  place(slot: SpaceSlot, strength: number, light: TableLight, depth: DepthTexture): void {
    const { dish } = slot;
    const opacity = slot.presence * strength;
    this.mesh.visible = dish !== null && opacity > 0;
    if (dish === null || opacity === 0) return;
    this.#geometry.fit(dish);
    this.mesh.position.set(dish.x, 0, dish.z);
    const { patchWeights, maskWeights, rim } = this.#uniforms;
    this.#uniforms.opacity.value = opacity;
    patchWeights.value.fromArray(slot.patches.weights);
    maskWeights.value.fromArray(slot.masks.weights);
    rim.value.set(dish.radius, dish.rimHeight);
    for (let tile = 0; tile < tilesPerDish; tile++) this.#placeTile(tile, dish, light);
    this.#uniforms.depth.value = depth.texture;
    this.#uniforms.depthSize.value.copy(depth.size);
    this.#uniforms.depthMetres.value.copy(depth.metres);
    fromDish(depth.from, dish.x, dish.z, this.#uniforms.depthFrom.value);
  }

  dispose(): void {
    this.#geometry.dispose();
    this.#textures.dispose();
    this.mesh.material.dispose();
  }

  #placeTile(tile: number, dish: SpaceDish, light: TableLight): void {
    const kept = this.#patches[tile];
    const mask = this.#masksFromTable[tile];
    const { patchFrom, maskFrom, eye, gain } = this.#uniforms;
    const [toPatch, toMask, camera, tone] = [
      patchFrom.value[tile],
      maskFrom.value[tile],
      eye.value[tile],
      gain.value[tile],
    ];
    if (!kept || !mask || !toPatch || !toMask || !camera || !tone) return;
    const { carried } = kept;
    carried.set(dish.x, dish.z).sub(kept.place);
    carried.multiplyScalar(Math.max(0, 1 - settles / Math.max(settles, carried.length())));
    const [x, z] = [dish.x - carried.x, dish.z - carried.y];
    fromDish(kept.fromTable, x, z, toPatch);
    fromDish(mask, dish.x, dish.z, toMask);
    camera.set(kept.eye.x - x, kept.eye.y, kept.eye.z - z);
    // A light that was not known then cannot be compared.
    if (kept.lightKnown && light.known) tint(kept.light, light.now, tone);
    else tone.set(1, 1, 1);
  }
}

const cameraPose = /* @__PURE__ */ new Matrix4();
const shift = /* @__PURE__ */ new Matrix4();

/** The same projection for coordinates whose origin is the dish's centre. */
function fromDish(fromTable: Matrix4, x: number, z: number, into: Matrix4): void {
  into.multiplyMatrices(fromTable, shift.makeTranslation(x, 0, z));
}
