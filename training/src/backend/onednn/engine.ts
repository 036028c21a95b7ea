import type { Library, Pointer } from "./library";

// Numbers of dnnl_types.h, the same in all of version 2.
const CPU = 1;
const IN_ORDER = 1;
const FLOAT32 = 3;
const ANY = 1;
const EXECUTION_ARGUMENT = 255;
/** Largest size of a memory descriptor with room to spare (696 bytes in 2.6). */
const DESCRIPTOR_BYTES = 1024;
/** Room for the description of any operation (5976 bytes for a convolution in 2.6). */
export const OPERATION_BYTES = 8192;
/** A memory that oneDNN allocates for itself. */
const ALLOCATE = 2n ** 64n - 1n;

/** Roles of tensors in a primitive. */
export const ARGUMENT = {
  source: 1,
  destination: 17,
  weights: 33,
  sourceGradient: 129,
  destinationGradient: 145,
  weightsGradient: 161,
  mean: 49,
  variance: 50,
  scale: 51,
  shift: 52,
  scaleGradient: 255,
  shiftGradient: 256,
};

/** Shape and layout of a tensor: ours, or a part of a primitive's description. */
export type Descriptor = Buffer | Pointer;

/** A CPU engine with one stream, and what is made from descriptors. */
export class Engine {
  readonly library: Library;
  readonly handle: Pointer;
  readonly #stream: Pointer;

  constructor(library: Library) {
    this.library = library;
    this.handle = created((out) => library.call.dnnl_engine_create(out, CPU, 0));
    this.#stream = created((out) => library.call.dnnl_stream_create(out, this.handle, IN_ORDER));
  }

  /** Floats of these dimensions, laid out by the strides (in elements), or as the primitive likes best. */
  describe(dimensions: readonly number[], strides: readonly number[] | "any"): Buffer {
    const descriptor = Buffer.alloc(DESCRIPTOR_BYTES);
    const { call } = this.library;
    if (strides === "any") {
      call.dnnl_memory_desc_init_by_tag(descriptor, dimensions.length, longs(dimensions), FLOAT32, ANY);
    } else {
      call.dnnl_memory_desc_init_by_strides(descriptor, dimensions.length, longs(dimensions), FLOAT32, longs(strides));
    }
    return descriptor;
  }

  /** The descriptor that a primitive has settled on for one of its arguments. */
  chosen(description: Pointer, argument: number): Pointer {
    return this.library.queryDescriptor(description, EXECUTION_ARGUMENT, argument);
  }

  /** @param owned With storage of its own; otherwise its address is to be set before each run. */
  memory(descriptor: Descriptor, owned = false): Pointer {
    return created((out) => this.library.call.dnnl_memory_create(out, descriptor, this.handle, owned ? ALLOCATE : 0n));
  }

  primitive(description: Pointer): Pointer {
    return created((out) => this.library.call.dnnl_primitive_create(out, description));
  }

  /** A primitive that copies from one layout to another. */
  reorder(from: Descriptor, to: Descriptor): Pointer {
    const description = created((out) =>
      this.library.call.dnnl_reorder_primitive_desc_create(out, from, this.handle, to, this.handle, null),
    );
    const primitive = this.primitive(description);
    this.library.call.dnnl_primitive_desc_destroy(description);
    return primitive;
  }

  /** @param args As {@link packArguments} makes them. */
  execute(primitive: Pointer, args: BigUint64Array): void {
    this.library.call.dnnl_primitive_execute(primitive, this.#stream, args.length / 2, args);
  }

  wait(): void {
    this.library.call.dnnl_stream_wait(this.#stream);
  }
}

/** A primitive whose tensors lie somewhere else at every run. */
export class BoundPrimitive {
  readonly #engine: Engine;
  readonly #primitive: Pointer;
  readonly #memories: readonly Pointer[];
  readonly #arguments: BigUint64Array;

  /** @param tensors Role and layout of each tensor, in the order in which {@link run} takes them. */
  constructor(engine: Engine, description: Pointer, tensors: readonly (readonly [role: number, layout: Descriptor])[]) {
    this.#engine = engine;
    this.#primitive = engine.primitive(description);
    this.#memories = tensors.map(([, layout]) => engine.memory(layout));
    this.#arguments = packArguments(tensors.map(([role], i) => [role, this.#memories[i] ?? 0n]));
  }

  run(views: readonly Float32Array[]): void {
    const { call, addressOf } = this.#engine.library;
    views.forEach((view, i) => call.dnnl_memory_set_data_handle(this.#memories[i] ?? 0n, addressOf(view)));
    this.#engine.execute(this.#primitive, this.#arguments);
  }

  dispose(): void {
    const { call } = this.#engine.library;
    call.dnnl_primitive_destroy(this.#primitive);
    for (const memory of this.#memories) call.dnnl_memory_destroy(memory);
  }
}

/** The C array of `{ int argument; memory }` that a primitive is executed with. */
export function packArguments(memories: readonly (readonly [argument: number, memory: Pointer])[]): BigUint64Array {
  return BigUint64Array.from(memories.flatMap(([argument, memory]) => [BigInt(argument), memory]));
}

/** Calls a function that writes the address of what it made. */
export function created(make: (out: BigUint64Array) => void): Pointer {
  const out = new BigUint64Array(1);
  make(out);
  return out[0] ?? 0n;
}

export function longs(values: readonly number[]): BigInt64Array {
  return BigInt64Array.from(values.map(BigInt));
}
