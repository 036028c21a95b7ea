import { FloatType, Matrix4, NearestFilter, RedFormat, RGFormat, UnsignedByteType, Vector2 } from "three";
import type { DataTexture } from "three";
import { updateDataTexture } from "../../compositor/update-texture";
import type { RawDepth, RoomDepth } from "../types";
import { plainTexture } from "./plain-texture";
import { projectToPart, wholeFrame } from "./projection";

/** Distances of the room on the GPU, anew with each frame that has some. */
export class DepthTexture {
  /** Table space to coordinates of the depth picture, as of `projectToPart`. */
  readonly from = new Matrix4();
  /** Pixels; 0 while nothing is known. */
  readonly size = new Vector2();
  /** Metres for each unit of a texel's first and second channel, as the shader reads them. */
  readonly metres = new Vector2();
  readonly #depthFromView = new Matrix4();
  readonly #floats = plainTexture(new Float32Array(1), RedFormat, FloatType, NearestFilter);
  readonly #pairs = plainTexture(new Uint8Array(2), RGFormat, UnsignedByteType, NearestFilter);
  #current = this.#pairs;

  get texture(): DataTexture {
    return this.#current;
  }

  /** Only distances of the same table space are of use. */
  set(depth: RoomDepth | null, table: number): void {
    if (depth === null || depth.raw === null || depth.view.table !== table) {
      this.size.set(0, 0);
      return;
    }
    this.#upload(depth.raw, depth.width, depth.height);
    this.size.set(depth.width, depth.height);
    projectToPart(depth.view, wholeFrame, this.from);
    // Its matrix is for points (x, y, 0, 1); the shader's have their distance in the place of that 1.
    this.from.premultiply(this.#depthFromView.fromArray(depth.raw.matrix));
  }

  dispose(): void {
    this.#floats.dispose();
    this.#pairs.dispose();
  }

  #upload({ data, format, metres }: RawDepth, width: number, height: number): void {
    const floats = format === "float32";
    this.#current = floats ? this.#floats : this.#pairs;
    updateDataTexture(this.#current, floats ? new Float32Array(data) : new Uint8Array(data), width, height);
    // Two bytes are one number, the lower first; the shader has them in [0, 1].
    if (floats) this.metres.set(metres, 0);
    else this.metres.set(metres * 255, metres * 255 * 256);
  }
}
