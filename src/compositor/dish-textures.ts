import { ExternalTexture, RGBAFormat, RedFormat } from "three/webgpu";
import type { Texture } from "three/webgpu";
import type { Mask } from "../segmentation/types";
import type { Patch } from "../translator/types";
import { createDataTexture, prepareTexture } from "./data-texture";
import { updateDataTexture } from "./update-texture";

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
