import type { ImageSet } from "./image-set";

/** Pictures and their masks, stretched to squares. */
export interface MaskedPictures {
  readonly images: ImageSet;
  /** 255 where something is known to be dish, else 0. */
  readonly masks: ImageSet;
}
