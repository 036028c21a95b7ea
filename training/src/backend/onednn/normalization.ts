import { ARGUMENT, BoundPrimitive, created, type Engine, OPERATION_BYTES } from "./engine";

/** Pictures that share their statistics, `[batch, height, width, channels]`. */
export interface NormGeometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly epsilon: number;
}

const TRAINING = 64;
const BACKWARD = 128;
const USE_SCALE_AND_SHIFT = 0x8 | 0x10;

/** gamma (x - mean) / sqrt(variance + epsilon) + beta over all positions of all pictures, and its gradient. */
export class Normalization {
  readonly #engine: Engine;
  readonly #forward: BoundPrimitive;
  readonly #backward: BoundPrimitive;

  constructor(engine: Engine, { batch, height, width, channels, epsilon }: NormGeometry) {
    this.#engine = engine;
    const { call } = engine.library;
    const pictures = engine.describe(
      [batch, channels, height, width],
      [height * width * channels, 1, width * channels, channels],
    );
    const row = engine.describe([channels], [1]);
    const operation = Buffer.alloc(OPERATION_BYTES);
    const flags = USE_SCALE_AND_SHIFT;
    call.dnnl_batch_normalization_forward_desc_init(operation, TRAINING, pictures, epsilon, flags);
    const forward = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, 0n));
    call.dnnl_batch_normalization_backward_desc_init(operation, BACKWARD, pictures, pictures, epsilon, flags);
    const backward = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, forward));
    this.#forward = new BoundPrimitive(engine, forward, [
      [ARGUMENT.source, pictures],
      [ARGUMENT.scale, row],
      [ARGUMENT.shift, row],
      [ARGUMENT.destination, pictures],
      [ARGUMENT.mean, row],
      [ARGUMENT.variance, row],
    ]);
    this.#backward = new BoundPrimitive(engine, backward, [
      [ARGUMENT.destinationGradient, pictures],
      [ARGUMENT.source, pictures],
      [ARGUMENT.mean, row],
      [ARGUMENT.variance, row],
      [ARGUMENT.scale, row],
      // Nothing depends on it, but oneDNN 2.6 refuses to run without.
      [ARGUMENT.shift, row],
      [ARGUMENT.sourceGradient, pictures],
      [ARGUMENT.scaleGradient, row],
      [ARGUMENT.shiftGradient, row],
    ]);
    call.dnnl_primitive_desc_destroy(backward);
    call.dnnl_primitive_desc_destroy(forward);
  }

  /** Writes `y`, and the mean and the biased variance of each channel. */
  forward(tensors: Readonly<Record<"x" | "gamma" | "beta" | "y" | "mean" | "variance", Float32Array>>): void {
    const { x, gamma, beta, y, mean, variance } = tensors;
    this.#forward.run([x, gamma, beta, y, mean, variance]);
    this.#engine.wait();
  }

  /** Writes the gradients `dx`, `dgamma` and `dbeta`. */
  backward(
    tensors: Readonly<
      Record<"dy" | "x" | "mean" | "variance" | "gamma" | "beta" | "dx" | "dgamma" | "dbeta", Float32Array>
    >,
  ): void {
    const { dy, x, mean, variance, gamma, beta, dx, dgamma, dbeta } = tensors;
    this.#backward.run([dy, x, mean, variance, gamma, beta, dx, dgamma, dbeta]);
    this.#engine.wait();
  }

  dispose(): void {
    this.#forward.dispose();
    this.#backward.dispose();
  }
}
