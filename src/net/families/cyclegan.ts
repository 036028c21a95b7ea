import * as v from "valibot";
import { GraphBuilder } from "../builder";
import type { Graph } from "../graph";
import { johnsonTrunk } from "./johnson";

/** One direction of CycleGAN (Zhu et al. 2017): a Johnson-style generator with plain instance norm. */
export const cycleganSchema = v.strictObject({
  /** Channels at full resolution (64 in the paper); doubled by each of the two downsamplings. */
  channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  /** 6 at 128 pixels and 9 at 256 in the paper. */
  residualBlocks: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
});
export type CycleganArchitecture = v.InferOutput<typeof cycleganSchema>;

/**
 * @param size Side of the picture in pixels, a multiple of 4.
 * @returns Graph with input `image` `[size, size, 3]` in [-1, 1] and output `image` in [-1, 1].
 */
export function buildCyclegan({ channels, residualBlocks }: CycleganArchitecture, size: number): Graph {
  const b = new GraphBuilder("cyclegan");
  const image = b.input("image", [size, size, 3]);
  return b.build({
    image: johnsonTrunk(b, image, { channels, residualBlocks, norm: (x, id) => b.instanceNorm(x, id) }),
  });
}
