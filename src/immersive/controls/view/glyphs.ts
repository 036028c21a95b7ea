import {
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  PlaneGeometry,
  ShaderMaterial,
  Vector2,
  Vector3,
} from "three";
import type { Vector } from "../../../space";
import type { Atlas } from "./atlas";
import { fragmentShader, vertexShader } from "./glyph-shaders";

const KINDS = { button: 0, badge: 1, reticle: 2 } as const;

/** One round thing to draw; a caller keeps one and fills it in again and again. */
export interface Glyph {
  kind: keyof typeof KINDS;
  /** Of the atlas; a reticle has none. */
  cell: number;
  readonly centre: Vector3;
  /** Towards the viewer, of length 1. */
  readonly normal: Vector3;
  /** Metres. */
  radius: number;
  /** All [0, 1]. */
  opacity: number;
  hover: number;
  chosen: number;
  progress: number;
}

export const createGlyph = (): Glyph => ({
  kind: "button",
  cell: 0,
  centre: new Vector3(),
  normal: new Vector3(0, 0, 1),
  radius: 0,
  opacity: 1,
  hover: 0,
  chosen: 0,
  progress: 0,
});

/** Everything that is round, in one drawing: what is put later lies over what was put before. */
export class Glyphs {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  readonly #atlas: Atlas;
  readonly #capacity: number;
  readonly #centre;
  readonly #across;
  readonly #upward;
  readonly #cell;
  readonly #look;
  readonly #right = new Vector3();
  readonly #top = new Vector3();
  #count = 0;
  #warm = false;

  constructor(atlas: Atlas, capacity: number) {
    this.#atlas = atlas;
    this.#capacity = capacity;
    const geometry = new InstancedBufferGeometry();
    const plane = new PlaneGeometry(2, 2);
    geometry.setIndex(plane.index);
    geometry.setAttribute("position", plane.getAttribute("position"));
    const attribute = (name: string, size: number) => {
      const made = new InstancedBufferAttribute(new Float32Array(capacity * size), size).setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, made);
      return made;
    };
    this.#centre = attribute("centre", 3);
    this.#across = attribute("across", 3);
    this.#upward = attribute("upward", 3);
    this.#cell = attribute("cell", 3);
    this.#look = attribute("look", 4);
    const material = new ShaderMaterial({
      vertexShader,
      fragmentShader,
      uniforms: {
        atlas: { value: atlas.texture },
        cellSize: { value: new Vector2(1 / atlas.columns, 1 / atlas.rows) },
      },
      transparent: true,
      premultipliedAlpha: true,
      depthTest: false,
      depthWrite: false,
      toneMapped: false,
    });
    this.mesh = new Mesh(geometry, material);
    // Its places are in the instances, where three does not look.
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 1000;
  }

  clear(): void {
    this.#count = 0;
  }

  /** @param up What is above, for everything's own up. */
  put({ kind, cell, centre, normal, radius, opacity, hover, chosen, progress }: Glyph, up: Vector): void {
    if (this.#count >= this.#capacity || opacity <= 0) return;
    const i = this.#count++;
    this.#right.copy(up).cross(normal).normalize();
    this.#top.crossVectors(normal, this.#right);
    this.#centre.setXYZ(i, centre.x, centre.y, centre.z);
    this.#across.setXYZ(i, this.#right.x * radius, this.#right.y * radius, this.#right.z * radius);
    this.#upward.setXYZ(i, this.#top.x * radius, this.#top.y * radius, this.#top.z * radius);
    // Rows of the texture count from below.
    const { columns, rows } = this.#atlas;
    const row = rows - 1 - Math.floor(cell / columns);
    this.#cell.setXYZ(i, (cell % columns) / columns, row / rows, KINDS[kind]);
    this.#look.setXYZW(i, opacity, hover, chosen, progress);
  }

  /** After the last `put` of a frame. */
  show(): void {
    const { geometry } = this.mesh;
    // The first frame draws nothing, and so compiles the shaders before they are needed.
    this.mesh.visible = this.#count > 0 || !this.#warm;
    this.#warm = true;
    geometry.instanceCount = this.#count;
    if (this.#count === 0) return;
    for (const attribute of [this.#centre, this.#across, this.#upward, this.#cell, this.#look]) {
      attribute.needsUpdate = true;
    }
  }

  dispose(): void {
    this.mesh.removeFromParent();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}
