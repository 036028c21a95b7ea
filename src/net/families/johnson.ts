import type { GraphBuilder, Value } from "../builder";
import { requireMultiple } from "./size";

export interface JohnsonOptions {
  /** Channels at full resolution; doubled by each of the two downsamplings. */
  readonly channels: number;
  readonly residualBlocks: number;
  /** Adds the norm that follows a convolution; `id` is that of the norm. */
  readonly norm: (x: Value, id: string, options?: { readonly initialGamma?: number }) => Value;
  /** Adds what either downsampling took in to what the upsampling of the same size gives out, through a norm of its own. */
  readonly skips?: boolean;
}

/**
 * The translating net of Johnson et al. 2016: 7x7 convolution, two strided ones, residual blocks at a quarter of the
 * size, two upsamplings, 7x7 convolution; with `skips` the finest detail has a way past the bottleneck (Ronneberger et al.
 * 2015), at the price of two additions.
 *
 * @param x `[h, w, c]`, sides multiples of 4.
 * @returns `[h, w, 3]` in [-1, 1].
 * @throws GraphError if the sides are no multiples of 4.
 */
export function johnsonTrunk(
  b: GraphBuilder,
  x: Value,
  { channels, residualBlocks, norm, skips = false }: JohnsonOptions,
): Value {
  requireMultiple(b, x, 4);
  const block = (value: Value, id: string, width: number, kernel: number, stride = 1): Value => {
    const y = norm(b.conv2d(value, `${id}.conv`, { channels: width, kernel, stride }), `${id}.norm`);
    return b.activation(y, `${id}.relu`, "relu");
  };

  // The gate of a skip opens from 0, so that a net can be trained without skips first.
  const joined = (value: Value, skipped: Value, id: string): Value =>
    skips ? b.add(value, norm(skipped, `${id}.norm`, { initialGamma: 0 }), `${id}.sum`) : value;

  const whole = block(x, "encoder.0", channels, 7);
  const half = block(whole, "encoder.1", channels * 2, 3, 2);
  let y = block(half, "encoder.2", channels * 4, 3, 2);
  for (let i = 0; i < residualBlocks; i++) {
    const inner = block(y, `residual.${i}.0`, channels * 4, 3);
    const conv = b.conv2d(inner, `residual.${i}.1.conv`, { channels: channels * 4, kernel: 3 });
    y = b.add(y, norm(conv, `residual.${i}.1.norm`), `residual.${i}.sum`);
  }
  // Nearest resize and a plain convolution: transposed convolutions leave checkerboards (Odena et al. 2016).
  y = block(b.upsample(y, "decoder.0.upsample", "nearest"), "decoder.0", channels * 2, 3);
  y = joined(y, half, "skip.1");
  y = block(b.upsample(y, "decoder.1.upsample", "nearest"), "decoder.1", channels, 3);
  y = joined(y, whole, "skip.0");
  y = b.conv2d(y, "output.conv", { channels: 3, kernel: 7, bias: true });
  return b.activation(y, "output.tanh", "tanh");
}
