import type { GraphBuilder, Value } from "../builder";
import { requireMultiple } from "./size";

export interface JohnsonOptions {
  /** Channels at full resolution; doubled by each of the two downsamplings. */
  readonly channels: number;
  readonly residualBlocks: number;
  /** Adds the norm that follows a convolution; `id` is that of the norm. */
  readonly norm: (x: Value, id: string) => Value;
}

/**
 * The translating net of Johnson et al. 2016: 7x7 convolution, two strided ones, residual blocks at a quarter of the
 * size, two upsamplings, 7x7 convolution.
 *
 * @param x `[h, w, c]`, sides multiples of 4.
 * @returns `[h, w, 3]` in [-1, 1].
 * @throws GraphError if the sides are no multiples of 4.
 */
export function johnsonTrunk(b: GraphBuilder, x: Value, { channels, residualBlocks, norm }: JohnsonOptions): Value {
  requireMultiple(b, x, 4);
  const block = (value: Value, id: string, width: number, kernel: number, stride = 1): Value => {
    const y = norm(b.conv2d(value, `${id}.conv`, { channels: width, kernel, stride }), `${id}.norm`);
    return b.activation(y, `${id}.relu`, "relu");
  };

  let y = block(x, "encoder.0", channels, 7);
  y = block(y, "encoder.1", channels * 2, 3, 2);
  y = block(y, "encoder.2", channels * 4, 3, 2);
  for (let i = 0; i < residualBlocks; i++) {
    const inner = block(y, `residual.${i}.0`, channels * 4, 3);
    const conv = b.conv2d(inner, `residual.${i}.1.conv`, { channels: channels * 4, kernel: 3 });
    y = b.add(y, norm(conv, `residual.${i}.1.norm`), `residual.${i}.sum`);
  }
  // Nearest resize and a plain convolution: transposed convolutions leave checkerboards (Odena et al. 2016).
  y = block(b.upsample(y, "decoder.0.upsample", "nearest"), "decoder.0", channels * 2, 3);
  y = block(b.upsample(y, "decoder.1.upsample", "nearest"), "decoder.1", channels, 3);
  y = b.conv2d(y, "output.conv", { channels: 3, kernel: 7, bias: true });
  return b.activation(y, "output.tanh", "tanh");
}
