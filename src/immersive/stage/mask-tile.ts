import { LinearFilter, Matrix4, RedFormat, UnsignedByteType, Vector2 } from "three";
import { updateDataTexture } from "../../compositor/update-texture";
import type { SpaceDish } from "../types";
import { plainTexture } from "./plain-texture";
import { checkBytes } from "./patch-tile";
import { projectFromDish, projectToPart, wholeFrame } from "./projection";

/** A dish's mask, and the view that it was found in. */
export class MaskTile {
  readonly texture = plainTexture(new Uint8Array(1), RedFormat, UnsignedByteType, LinearFilter);
  /** The dish's own coordinates to those of the mask, as of `projectToPart`. */
  readonly from = new Matrix4();
  /** Cells of its grid. */
  readonly size = new Vector2(1, 1);
  readonly #fromTable = new Matrix4();

  /** @throws LayerError where the bytes do not fit the size. */
  set({ mask, maskView }: SpaceDish): void {
    checkBytes("The mask", mask.data.length, mask.width * mask.height);
    updateDataTexture(this.texture, mask.data, mask.width, mask.height);
    projectToPart(maskView, wholeFrame, this.#fromTable);
    this.size.set(mask.width, mask.height);
  }

  /** For a dish that is there now. */
  place({ x, z }: SpaceDish): void {
    projectFromDish(this.#fromTable, x, z, this.from);
  }
}
