import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import type { Graph } from "../graph";
import { classActivation } from "./cam";
import { requireMultiple } from "./size";

/** One direction of U-GAT-IT (Kim et al. 2020). */
export const ugatitSchema = v.strictObject({
  /** Channels at full resolution (64 in the paper); doubled by each of the two downsamplings. */
  channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  /** Residual blocks before the attention, and as many with AdaLIN after it (4 in the paper). */
  residualBlocks: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
  /**
   * Gamma and beta from the attention features' averages. Without it, as in the paper's full model, from every number of
   * them: (size / 4)^2 times as many weights in that layer, and weights that fit one size alone.
   */
  light: v.boolean(),
});
export type UgatitArchitecture = v.InferOutput<typeof ugatitSchema>;

// The original code's: AdaLIN starts near instance norm, LIN at layer norm.
const ADAPTIVE_RHO = 0.9;
const DECODER_RHO = 0;

/**
 * @param size Side of the picture in pixels, a multiple of 4.
 * @returns Graph with input `image` `[size, size, 3]` in [-1, 1]; outputs `image` in [-1, 1], `cam.logits` `[2]` (is this a
 *   picture of the source domain) and `heatmap` `[size / 4, size / 4, 1]` (where it looks, 0 and above).
 */
export function buildUgatit({ channels, residualBlocks, light }: UgatitArchitecture, size: number): Graph {
  const b = new GraphBuilder("ugatit");
  const image = b.input("image", [size, size, 3]);
  requireMultiple(b, image, 4);
  const deep = channels * 4;
  const relu = (x: Value, id: string): Value => b.activation(x, `${id}.relu`, "relu");

  const encode = (x: Value, id: string, width: number, kernel: number, stride = 1): Value =>
    relu(b.instanceNorm(b.conv2d(x, `${id}.conv`, { channels: width, kernel, stride }), `${id}.norm`), id);
  let x = encode(image, "encoder.0", channels, 7);
  x = encode(x, "encoder.1", channels * 2, 3, 2);
  x = encode(x, "encoder.2", deep, 3, 2);
  for (let i = 0; i < residualBlocks; i++) {
    const conv = b.conv2d(encode(x, `residual.${i}.0`, deep, 3), `residual.${i}.1.conv`, { channels: deep, kernel: 3 });
    x = b.add(x, b.instanceNorm(conv, `residual.${i}.1.norm`), `residual.${i}.sum`);
  }

  const attention = classActivation(b, x, "relu");
  x = attention.features;
  const adaptive = styleOf(b, x, light);

  for (let i = 0; i < residualBlocks; i++) {
    const adapted = (value: Value, id: string): Value =>
      b.layerInstanceNorm(
        b.conv2d(value, `${id}.conv`, { channels: deep, kernel: 3 }),
        `${id}.norm`,
        ADAPTIVE_RHO,
        adaptive,
      );
    const inner = relu(adapted(x, `adaptive.${i}.0`), `adaptive.${i}.0`);
    x = b.add(x, adapted(inner, `adaptive.${i}.1`), `adaptive.${i}.sum`);
  }
  for (const [i, width] of [channels * 2, channels].entries()) {
    const up = b.upsample(x, `decoder.${i}.upsample`, "nearest");
    const conv = b.conv2d(up, `decoder.${i}.conv`, { channels: width, kernel: 3 });
    x = relu(b.layerInstanceNorm(conv, `decoder.${i}.norm`, DECODER_RHO), `decoder.${i}`);
  }
  const output = b.conv2d(x, "output.conv", { channels: 3, kernel: 7, bias: true });
  return b.build({
    image: b.activation(output, "output.tanh", "tanh"),
    "cam.logits": attention.logits,
    heatmap: attention.heatmap,
  });
}

/** Gamma and beta of every AdaLIN, `[channels]` each: two fully connected layers, and one more for either. */
function styleOf(b: GraphBuilder, features: Value, light: boolean): { gamma: Value; beta: Value } {
  const channels = features.shape.at(-1) ?? 1;
  const count = features.shape.reduce((product, extent) => product * extent, 1);
  let x = light ? b.globalPool(features, "style.pool") : b.reshape(features, "style.flat", [count]);
  for (const layer of [0, 1]) {
    x = b.activation(b.dense(x, `style.${layer}`, channels, false), `style.${layer}.relu`, "relu");
  }
  return { gamma: b.dense(x, "style.gamma", channels, false), beta: b.dense(x, "style.beta", channels, false) };
}
