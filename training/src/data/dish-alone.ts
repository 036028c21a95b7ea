import { type Affine, sampleAffine } from "./augment";
import { blur } from "./blur";
import type { LabelledImages } from "./domains";

/** Pixels over which a dish goes over into grey, all of them outside. */
export const SOFT_EDGE = 2;

/**
 * Makes everything outside the dish's ellipse mid-grey (0), in place. Pixels inside stay exactly as they are; a picture
 * whose dish is not known stays whole.
 *
 * @param affine View through which picture `index` was sampled.
 * @param image RGB in [-1, 1], `[size, size, 3]` from `first` on.
 */
export function leaveDishAlone(
  { outside }: Pick<LabelledImages, "outside">,
  index: number,
  affine: Affine,
  size: number,
  image: Float32Array,
  first: number,
): void {
  const hard = new Float32Array(size * size);
  sampleAffine(outside, index, affine, size, hard, 0);
  const soft = hard.slice();
  blur(soft, 0, size, SOFT_EDGE, 1);
  for (let cell = 0; cell < hard.length; cell++) {
    if (hard[cell] === 0) continue;
    // The blurred edge is at half its height on the ellipse: what lies above is outside of it.
    const kept = Math.min(2 - (2 * (soft[cell] ?? 0)) / 255, 1);
    for (let c = 0; c < 3; c++) image[first + cell * 3 + c] = (image[first + cell * 3 + c] ?? 0) * kept;
  }
}
