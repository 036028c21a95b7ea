import { AddEquation, CustomBlending, GLSL3, Matrix4, Mesh, OneFactor, OneMinusSrcAlphaFactor } from "three";
import { RawShaderMaterial, Vector2, Vector3 } from "three";
import type { DepthTexture } from "./depth-texture";
import { DishGeometry } from "./dish-geometry";
import { MaskTile } from "./mask-tile";
import { PatchTile } from "./patch-tile";
import { projectFromDish } from "./projection";
import type { TableLight } from "./room-tint";
import { fragmentShader, vertexShader } from "./shaders";
import type { SpaceSlot } from "./space-slot";

/** A dish on the table: its mesh, and all that its shader must know. */
export class DishDrawing {
  readonly mesh;
  readonly #slot: SpaceSlot;
  readonly #geometry = new DishGeometry();
  /** As many as `tilesPerDish`; the shader has a sampler for each. */
  readonly #patches = [new PatchTile(), new PatchTile(), new PatchTile()] as const;
  readonly #masks = [new MaskTile(), new MaskTile(), new MaskTile()] as const;
  readonly #uniforms = {
    patch0: { value: this.#patches[0].texture },
    patch1: { value: this.#patches[1].texture },
    patch2: { value: this.#patches[2].texture },
    mask0: { value: this.#masks[0].texture },
    mask1: { value: this.#masks[1].texture },
    mask2: { value: this.#masks[2].texture },
    depth: { value: this.#masks[0].texture },
    patchFrom: { value: this.#patches.map(({ from }) => from) },
    eye: { value: this.#patches.map(({ eye }) => eye) },
    gain: { value: this.#patches.map(({ gain }) => gain) },
    inFrame: { value: this.#patches.map(({ inFrame }) => inFrame) },
    maskFrom: { value: this.#masks.map(({ from }) => from) },
    maskSize: { value: this.#masks.map(({ size }) => size) },
    depthFrom: { value: new Matrix4() },
    depthSize: { value: new Vector2() },
    depthMetres: { value: new Vector2() },
    patchWeights: { value: new Vector3() },
    maskWeights: { value: new Vector3() },
    rim: { value: new Vector2(1, 0) },
    opacity: { value: 0 },
  };

  constructor(slot: SpaceSlot) {
    this.#slot = slot;
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

  /** Uploads the newest mask, if there is one. @throws LayerError */
  takeMask(table: number, now: number): void {
    const next = this.#slot.nextMask(table);
    if (next === null) return;
    this.#masks[next.tile]?.set(next.content);
    this.#slot.maskIsIn(next, now);
  }

  /** Uploads the newest patch; true if there was one. @throws LayerError */
  takePatch(table: number, light: TableLight, now: number): boolean {
    const next = this.#slot.nextPatch(table);
    const { dish } = this.#slot;
    if (next === null || dish === null || next.content.view === undefined) return false;
    this.#patches[next.tile]?.set(next.content, next.content.view, dish, light);
    this.#slot.patchIsIn(next, now);
    return true;
  }

  /** Hides the dish, or puts it where it stands now. */
  place(strength: number, light: TableLight, depth: DepthTexture): void {
    const { dish, presence, patches, masks } = this.#slot;
    const opacity = presence * strength;
    this.mesh.visible = dish !== null && opacity > 0;
    if (dish === null || opacity === 0) return;
    this.#geometry.fit(dish);
    this.mesh.position.set(dish.x, 0, dish.z);
    for (const tile of this.#patches) tile.place(dish, light);
    for (const tile of this.#masks) tile.place(dish);
    const uniforms = this.#uniforms;
    uniforms.opacity.value = opacity;
    uniforms.patchWeights.value.fromArray(patches.weights);
    uniforms.maskWeights.value.fromArray(masks.weights);
    uniforms.rim.value.set(dish.radius, dish.rimHeight);
    uniforms.depth.value = depth.texture;
    uniforms.depthSize.value.copy(depth.size);
    uniforms.depthMetres.value.copy(depth.metres);
    projectFromDish(depth.from, dish.x, dish.z, uniforms.depthFrom.value);
  }

  dispose(): void {
    this.#geometry.dispose();
    for (const { texture } of [...this.#patches, ...this.#masks]) texture.dispose();
    this.mesh.material.dispose();
  }
}
