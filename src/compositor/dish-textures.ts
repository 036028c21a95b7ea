import { ExternalTexture, RGBAFormat, RedFormat } from "three/webgpu";
import type { Texture } from "three/webgpu";
import type { Mask } from "../segmentation/types";
import type { Patch } from "../translator/types";
import { createDataTexture, prepareTexture, updateDataTexture } from "./data-texture";
import { LayerError } from "./errors";

/** What a dish brings to its bake: the patch's pixels and the mask, each in one texture that is updated in place. */
export class DishTextures {
  readonly mask = createDataTexture(new Uint8Array(1), 1, 1, RedFormat);
  readonly #pixels = createDataTexture(new Uint8ClampedArray(4), 1, 1, RGBAFormat);
  #external: ExternalTexture | null = null;

  setMask(mask: Mask): void {
    updateDataTexture(this.mask, mask.data, mask.width, mask.height);
  }

  /** The texture to read the patch from. */
  setPatch(patch: Patch): Texture {
    if (patch.picture.kind === "pixels") {
      updateDataTexture(this.#pixels, patch.picture.data, patch.size, patch.size);
      return this.#pixels;
    }
    if (this.#external?.sourceTexture === patch.picture.texture) return this.#external;
    this.#external?.dispose();
    this.#external = new ExternalTexture(patch.picture.texture);
    prepareTexture(this.#external);
    return this.#external;
  }

  dispose(): void {
    this.mask.dispose();
    this.#pixels.dispose();
    this.#external?.dispose();
  }
}

/** @throws LayerError when the sizes and the bytes contradict each other, or the backend cannot read the patch. */
export function checkLayer(mask: Mask, patch: Patch, backend: "webgpu" | "webgl2"): void {
  checkLength("The mask", mask.data.length, mask.width * mask.height);
  if (patch.picture.kind === "pixels") checkLength("The patch", patch.picture.data.length, patch.size * patch.size * 4);
  else if (backend === "webgl2") {
    throw new LayerError("A patch in a GPUTexture cannot be drawn on WebGL2; hand its pixels over instead.");
  }
}

function checkLength(what: string, length: number, expected: number): void {
  if (expected > 0 && length === expected) return;
  throw new LayerError(`${what} has ${length} bytes, but its size asks for ${expected}.`);
}
