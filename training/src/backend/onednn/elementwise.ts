import { ARGUMENT, BoundPrimitive, created, type Engine, OPERATION_BYTES } from "./engine";

const TRAINING = 64;
/** ReLU, leaky with a slope, whose gradient is worked out from its result. */
const RELU_BY_RESULT = 0x100;
const TANH = 0x2f;

export const elementwiseFunctions = { relu: RELU_BY_RESULT, tanh: TANH };

/** A function of each of `length` floats. */
export class Elementwise {
  readonly #engine: Engine;
  readonly #forward: BoundPrimitive;

  /** @param slope For negative numbers, of ReLU alone. */
  constructor(engine: Engine, name: keyof typeof elementwiseFunctions, length: number, slope = 0) {
    this.#engine = engine;
    const { call } = engine.library;
    const floats = engine.describe([length], [1]);
    const operation = Buffer.alloc(OPERATION_BYTES);
    call.dnnl_eltwise_forward_desc_init(operation, TRAINING, elementwiseFunctions[name], floats, slope, 0);
    const description = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, 0n));
    this.#forward = new BoundPrimitive(engine, description, [
      [ARGUMENT.source, floats],
      [ARGUMENT.destination, floats],
    ]);
    call.dnnl_primitive_desc_destroy(description);
  }

  run(x: Float32Array, y: Float32Array): void {
    this.#forward.run([x, y]);
    this.#engine.wait();
  }

  dispose(): void {
    this.#forward.dispose();
  }
}

/** dy where the result `y` of a ReLU is positive, slope dy elsewhere. */
export class ReluGradient {
  readonly #engine: Engine;
  readonly #backward: BoundPrimitive;

  constructor(engine: Engine, length: number, slope: number) {
    this.#engine = engine;
    const { call } = engine.library;
    const floats = engine.describe([length], [1]);
    const operation = Buffer.alloc(OPERATION_BYTES);
    call.dnnl_eltwise_forward_desc_init(operation, TRAINING, RELU_BY_RESULT, floats, slope, 0);
    const forward = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, 0n));
    call.dnnl_eltwise_backward_desc_init(operation, RELU_BY_RESULT, floats, floats, slope, 0);
    const backward = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, forward));
    this.#backward = new BoundPrimitive(engine, backward, [
      [ARGUMENT.destinationGradient, floats],
      [ARGUMENT.destination, floats],
      [ARGUMENT.sourceGradient, floats],
    ]);
    call.dnnl_primitive_desc_destroy(backward);
    call.dnnl_primitive_desc_destroy(forward);
  }

  run(dy: Float32Array, y: Float32Array, dx: Float32Array): void {
    this.#backward.run([dy, y, dx]);
    this.#engine.wait();
  }

  dispose(): void {
    this.#backward.dispose();
  }
}
