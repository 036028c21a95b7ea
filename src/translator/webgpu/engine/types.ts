/** Numbers that products are made of. `int8`: `dot4I8Packed`, for the convolutions that have an activation scale. */
export type Arithmetic = "f32" | "f16" | "int8";

/** How values are kept between layers: 32-bit or half floats. */
export type Storage = "float" | "half";

/**
 * How a convolution's work is cut up. A workgroup makes `height * width` pixels of `columns * quads` blocks of four output
 * channels; a thread makes `pixels * quads` of these.
 */
export interface Tile {
  readonly height: number;
  readonly width: number;
  /** Pixels of a thread, in a row of the tile: 4 or 8; divides `width`. */
  readonly pixels: number;
  /** Blocks of output channels of a thread: 1 or 2. */
  readonly quads: number;
  /** Threads side by side over the output channels. */
  readonly columns: number;
  /** Blocks of input channels that are brought into workgroup memory at a time. */
  readonly depth: number;
  /** Kernel rows of weights that are brought at a time; 0: weights are read where they are. */
  readonly weightRows: number;
}

/** One dispatch of a frame. */
export interface EngineLayer {
  /** The node of the graph whose value it makes. */
  readonly id: string;
  readonly kernel: string;
  /** Equal for layers of one shape and arithmetic; the tuner times each once. */
  readonly key: string;
  /** Multiply-accumulates of one frame, padding left out. */
  readonly macs: number;
  /** Bytes that it must read and write at least, each once. */
  readonly bytes: number;
  readonly arithmetic: Arithmetic;
  /** Of a convolution: the tile in use, and those worth trying. */
  readonly tile: Tile | null;
  readonly candidates: readonly Tile[];
}
