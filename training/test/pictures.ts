import sharp, { type Sharp } from "sharp";

import { createRandom } from "../src/data/random";

/** Smooth random colours, the same for the same seed, and unlike those of any other. */
export function texture(seed: number, width: number, height: number): Sharp {
  const random = createRandom(seed);
  const cells = Uint8Array.from({ length: 8 * 8 * 3 }, () => random.below(256));
  const raw = { width: 8, height: 8, channels: 3 } as const;
  return sharp(cells, { raw }).resize(width, height, { fit: "fill", kernel: "cubic" });
}
