import { ARGUMENT, created, type Engine, longs, OPERATION_BYTES, packArguments } from "./engine";
import type { Pointer } from "./library";

/** A convolution of `[batch, inHeight, inWidth, inChannels]`, all of it in elements. */
export interface Geometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** Zeros above and to the left; those below and to the right follow from the rest. */
  readonly top: number;
  readonly left: number;
}

export const convolutionKinds = ["forward", "inputGradient", "filterGradient"] as const;
export type ConvolutionKind = (typeof convolutionKinds)[number];

/** A convolution's three tensors, or their gradients: NHWC, HWIO, NHWC. */
export interface Operands {
  readonly input: Float32Array;
  readonly filter: Float32Array;
  readonly output: Float32Array;
}

/** Zeros below and to the right; negative where no window reaches the last rows or columns. */
export function paddingAfter(geometry: Geometry): { bottom: number; right: number } {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth, strideHeight, strideWidth } = geometry;
  return {
    bottom: (outHeight - 1) * strideHeight + kernelHeight - inHeight - geometry.top,
    right: (outWidth - 1) * strideWidth + kernelWidth - inWidth - geometry.left,
  };
}

const TRAINING = 64;
/** Lets oneDNN pick the algorithm. */
const AUTO = 3;

/**
 * One of the three computations of one geometry. Pictures stay as they are, channels last; the filter is in whatever order
 * of blocks oneDNN wants, and is small enough that bringing it there each time costs next to nothing: on AVX2 this
 * is two to three times as fast as a plain filter.
 */
export class Convolution {
  readonly #engine: Engine;
  readonly #primitive: Pointer;
  readonly #arguments: BigUint64Array;
  readonly #memories: { readonly input: Pointer; readonly filter: Pointer; readonly output: Pointer };
  /** Copies the filter in before the convolution, or out after it. */
  readonly #reorder: {
    readonly primitive: Pointer;
    readonly arguments: BigUint64Array;
    readonly inner: Pointer;
  } | null;
  readonly #kind: ConvolutionKind;

  /** @throws OneDnnError, `unimplemented` where oneDNN cannot do it. */
  constructor(engine: Engine, kind: ConvolutionKind, geometry: Geometry) {
    this.#engine = engine;
    this.#kind = kind;
    const { batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
    const { kernelHeight, kernelWidth } = geometry;
    const picture = (height: number, width: number, channels: number): Buffer =>
      engine.describe([batch, channels, height, width], [height * width * channels, 1, width * channels, channels]);
    const input = picture(inHeight, inWidth, inChannels);
    const output = picture(outHeight, outWidth, outChannels);
    const dimensions = [outChannels, inChannels, kernelHeight, kernelWidth];
    const plain = engine.describe(dimensions, [
      1,
      outChannels,
      kernelWidth * inChannels * outChannels,
      inChannels * outChannels,
    ]);
    const description = describeConvolution(engine, kind, geometry, {
      input,
      output,
      filter: engine.describe(dimensions, "any"),
    });
    try {
      this.#primitive = engine.primitive(description);
      const roles = rolesOf[kind];
      const settled = engine.chosen(description, roles.filter);
      const memories = { input: engine.memory(input), filter: engine.memory(plain), output: engine.memory(output) };
      let filter = memories.filter;
      this.#reorder = null;
      if (!engine.library.sameDescriptor(plain, settled)) {
        const inner = engine.memory(settled, true);
        const outwards = kind === "filterGradient";
        this.#reorder = {
          inner,
          primitive: outwards ? engine.reorder(settled, plain) : engine.reorder(plain, settled),
          arguments: packArguments([
            [ARGUMENT.source, outwards ? inner : filter],
            [ARGUMENT.destination, outwards ? filter : inner],
          ]),
        };
        filter = inner;
      }
      this.#memories = memories;
      this.#arguments = packArguments([
        [roles.input, memories.input],
        [roles.filter, filter],
        [roles.output, memories.output],
      ]);
    } finally {
      engine.library.call.dnnl_primitive_desc_destroy(description);
    }
  }

  run(operands: Operands): void {
    const { call, addressOf } = this.#engine.library;
    call.dnnl_memory_set_data_handle(this.#memories.input, addressOf(operands.input));
    call.dnnl_memory_set_data_handle(this.#memories.filter, addressOf(operands.filter));
    call.dnnl_memory_set_data_handle(this.#memories.output, addressOf(operands.output));
    const outwards = this.#kind === "filterGradient";
    if (this.#reorder && !outwards) this.#engine.execute(this.#reorder.primitive, this.#reorder.arguments);
    this.#engine.execute(this.#primitive, this.#arguments);
    if (this.#reorder && outwards) this.#engine.execute(this.#reorder.primitive, this.#reorder.arguments);
    this.#engine.wait();
  }

  dispose(): void {
    const { call } = this.#engine.library;
    call.dnnl_primitive_destroy(this.#primitive);
    for (const memory of Object.values(this.#memories)) call.dnnl_memory_destroy(memory);
    if (!this.#reorder) return;
    call.dnnl_primitive_destroy(this.#reorder.primitive);
    call.dnnl_memory_destroy(this.#reorder.inner);
  }
}

const rolesOf: Record<ConvolutionKind, { readonly input: number; readonly filter: number; readonly output: number }> = {
  forward: { input: ARGUMENT.source, filter: ARGUMENT.weights, output: ARGUMENT.destination },
  inputGradient: { input: ARGUMENT.sourceGradient, filter: ARGUMENT.weights, output: ARGUMENT.destinationGradient },
  filterGradient: { input: ARGUMENT.source, filter: ARGUMENT.weightsGradient, output: ARGUMENT.destinationGradient },
};

interface Descriptors {
  readonly input: Buffer;
  readonly filter: Buffer;
  readonly output: Buffer;
}

/** The primitive's description, to be destroyed by the caller. */
function describeConvolution(
  engine: Engine,
  kind: ConvolutionKind,
  geometry: Geometry,
  { input, filter, output }: Descriptors,
): Pointer {
  const { call } = engine.library;
  const { strideHeight, strideWidth, top, left } = geometry;
  const { bottom, right } = paddingAfter(geometry);
  const where = [longs([strideHeight, strideWidth]), longs([top, left]), longs([bottom, right])] as const;

  const operation = Buffer.alloc(OPERATION_BYTES);
  call.dnnl_convolution_forward_desc_init(operation, TRAINING, AUTO, input, filter, null, output, ...where);
  const forward = created((out) => call.dnnl_primitive_desc_create(out, operation, null, engine.handle, 0n));
  if (kind === "forward") return forward;
  // Backward primitives take the forward one as a hint.
  try {
    const backward = Buffer.alloc(OPERATION_BYTES);
    if (kind === "inputGradient") {
      call.dnnl_convolution_backward_data_desc_init(backward, AUTO, input, filter, output, ...where);
    } else {
      call.dnnl_convolution_backward_weights_desc_init(backward, AUTO, input, filter, null, output, ...where);
    }
    return created((out) => call.dnnl_primitive_desc_create(out, backward, null, engine.handle, forward));
  } finally {
    call.dnnl_primitive_desc_destroy(forward);
  }
}
