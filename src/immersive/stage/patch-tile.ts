import { LinearFilter, LinearMipmapLinearFilter, Matrix4, RGBAFormat, UnsignedByteType } from "three";
import { Vector2, Vector3, Vector4 } from "three";
import { LayerError } from "../../compositor/errors";
import { updateDataTexture } from "../../compositor/update-texture";
import type { CameraView } from "../../space";
import type { Patch } from "../../translator/types";
import type { SpaceDish } from "../types";
import { plainTexture } from "./plain-texture";
import { projectFromDish, projectToPart } from "./projection";
import { tint } from "./room-tint";
import type { Rgb, TableLight } from "./room-tint";

/** Oblique looks at a table stretch texels several times: so many samples along the stretch keep them sharp. */
const anisotropy = 4;

/** A patch, where it was taken from, and what the shader must know of it now. */
export class PatchTile {
  readonly texture = plainTexture(new Uint8ClampedArray(4), RGBAFormat, UnsignedByteType, LinearFilter);
  /** The dish's own coordinates to those of the patch, as of `projectToPart`. */
  readonly from = new Matrix4();
  /** Of the camera, in the dish's own coordinates. */
  readonly eye = new Vector3();
  readonly gain = new Vector3(1, 1, 1);
  /** Coordinates of the whole frame: scale and offset from those of the patch. */
  readonly inFrame = new Vector4(1, 1, 0, 0);
  readonly #fromTable = new Matrix4();
  readonly #eyeOnTable = new Vector3();
  /** How far the dish had been moved then: where it is moved on, it takes the patch along. */
  readonly #moved = new Vector2();
  readonly #light: Rgb = [1, 1, 1];
  #lightKnown = false;

  constructor() {
    this.texture.minFilter = LinearMipmapLinearFilter;
    this.texture.generateMipmaps = true;
    this.texture.anisotropy = anisotropy;
  }

  /** @throws LayerError where the bytes do not fit the size, or the patch lies on another GPU device. */
  set(patch: Patch, view: CameraView, dish: SpaceDish, light: TableLight): void {
    const { picture, size, roi, frameWidth, frameHeight } = patch;
    if (picture.kind !== "pixels") {
      throw new LayerError("In a session patches come as pixels; read the texture back before.");
    }
    checkBytes("The patch", picture.data.length, size * size * 4);
    updateDataTexture(this.texture, picture.data, size, size);
    projectToPart(view, patch, this.#fromTable);
    this.#eyeOnTable.set(view.pose[12] ?? 0, view.pose[13] ?? 0, view.pose[14] ?? 0);
    this.inFrame.set(
      roi.size / frameWidth,
      roi.size / frameHeight,
      (roi.cx - roi.size / 2) / frameWidth,
      (roi.cy - roi.size / 2) / frameHeight,
    );
    this.#moved.set(dish.moved.x, dish.moved.z);
    this.#light.splice(0, 3, ...light.now);
    this.#lightKnown = light.known;
  }

  /** For a dish that is there now, in the light of now. */
  place(dish: SpaceDish, light: TableLight): void {
    const x = dish.x - (dish.moved.x - this.#moved.x);
    const z = dish.z - (dish.moved.z - this.#moved.y);
    projectFromDish(this.#fromTable, x, z, this.from);
    this.eye.set(this.#eyeOnTable.x - x, this.#eyeOnTable.y, this.#eyeOnTable.z - z);
    // A light that was not known then cannot be compared.
    if (this.#lightKnown && light.known) tint(this.#light, light.now, this.gain);
    else this.gain.set(1, 1, 1);
  }
}

/** @throws LayerError */
export function checkBytes(what: string, length: number, expected: number): void {
  if (expected > 0 && length === expected) return;
  throw new LayerError(`${what} has ${length} bytes, but its size asks for ${expected}.`);
}
