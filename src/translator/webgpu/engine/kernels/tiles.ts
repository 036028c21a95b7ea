import type { Arithmetic, Tile } from "../types";

/** A convolution's numbers that decide which tiles it can have. */
export interface TileShape {
  readonly kernel: number;
  readonly stride: number;
  /** Of the grid that tiles cover, pixels. */
  readonly height: number;
  readonly width: number;
  /** Blocks of four channels. */
  readonly inputBlocks: number;
  readonly outputBlocks: number;
  /** Workgroups per tile that are there anyway: phases times samples. */
  readonly copies: number;
  readonly arithmetic: Arithmetic;
  /** It collects sums, of its output or its source. */
  readonly hasStats: boolean;
  /** Bytes of workgroup memory that something else takes. */
  readonly taken: number;
}

export interface TileLimits {
  readonly workgroupBytes: number;
  readonly threads: number;
}

/** Tiles that are worth timing. The first is the one to start with. */
const MOST_CANDIDATES = 12;
/** Threads that keep a device of middling size busy. */
const BUSY_THREADS = 12_288;
/** Blocks of outputs beyond which a thread's sums no longer fit the registers of small devices. */
const COMFORTABLE_OUTPUTS = 8;
const OPERAND_BYTES: Readonly<Record<Arithmetic, number>> = { f32: 16, f16: 8, int8: 4 };
/** Of the weights between one block of input channels and one of output channels. */
const WEIGHT_BYTES: Readonly<Record<Arithmetic, number>> = { f32: 64, f16: 32, int8: 16 };

export function patchSize({ kernel, stride }: TileShape, { height, width }: Tile): readonly [number, number] {
  return [(height - 1) * stride + kernel, (width - 1) * stride + kernel];
}

export function threadsOf({ height, width, pixels, columns }: Tile): number {
  return (height * width * columns) / pixels;
}

export function workgroupBytes(shape: TileShape, tile: Tile): number {
  const [rows, columns] = patchSize(shape, tile);
  const patch = rows * columns * tile.depth * OPERAND_BYTES[shape.arithmetic];
  const weights =
    tile.weightRows * shape.kernel * tile.depth * tile.columns * tile.quads * WEIGHT_BYTES[shape.arithmetic];
  const partial = shape.hasStats ? threadsOf(tile) * 32 : 16;
  return patch + Math.max(weights, 16) + partial + shape.taken;
}

/**
 * Tiles that fit the device, best guess first.
 *
 * The guess weighs what is known of GPUs in general: 16 to 32 outputs a thread keep its multipliers busy, 64 to 256 threads
 * hide the memory's latency, the patch's rim should be small beside the patch, and there must be work for every core.
 */
export function candidateTiles(shape: TileShape, limits: TileLimits): readonly Tile[] {
  const scored = allTiles(shape)
    .filter((tile) => threadsOf(tile) <= limits.threads && workgroupBytes(shape, tile) <= limits.workgroupBytes)
    .map((tile) => ({ tile, cost: guessedCost(shape, tile) }))
    .toSorted((a, b) => a.cost - b.cost);
  // Of tiles that are nearly the same the best guess alone: the tuner's time is for those that differ.
  const kinds = new Map<string, Tile>();
  for (const { tile } of scored) {
    const { height, width, pixels, quads, columns, weightRows } = tile;
    const kind = [height * width, pixels * quads, columns * quads, weightRows === 0].join();
    if (!kinds.has(kind)) kinds.set(kind, tile);
  }
  return [...kinds.values()].slice(0, MOST_CANDIDATES);
}

function* combinations(shape: TileShape): Generator<Tile> {
  const divides =
    (total: number) =>
    (part: number): boolean =>
      total % part === 0;
  for (const columns of [1, 2, 3, 4, 8, 16].filter(divides(shape.outputBlocks))) {
    for (const quads of [1, 2].filter(divides(shape.outputBlocks / columns))) {
      for (const depth of [1, 2, 4].filter(divides(shape.inputBlocks))) {
        for (const weightRows of [0, 1, shape.kernel].filter((rows, at, all) => all.indexOf(rows) === at)) {
          for (const [height, width] of [
            [1, 4],
            [2, 4],
            [4, 4],
            [4, 8],
            [8, 8],
            [4, 16],
            [8, 16],
            [16, 16],
            [8, 32],
          ] as const) {
            for (const pixels of [4, 8].filter(divides(width))) {
              yield { height, width, pixels, quads, columns, depth, weightRows };
            }
          }
        }
      }
    }
  }
}

function allTiles(shape: TileShape): Tile[] {
  return [...combinations(shape)].filter(({ height, width, pixels, columns, depth }) => {
    const fits = (height === 1 || height < 2 * shape.height) && (width === 4 || width < 2 * shape.width);
    const threads = (height * width * columns) / pixels;
    // A thread brings one block of channels of the source, if its sums are collected.
    return fits && (!shape.hasStats || threads % depth === 0);
  });
}

/** Work of a device with some 64 cores, in made-up units; lower is better. */
function guessedCost(shape: TileShape, tile: Tile): number {
  const { kernel, inputBlocks, outputBlocks, copies } = shape;
  const [patchRows, patchColumns] = patchSize(shape, tile);
  const threads = threadsOf(tile);
  const groups =
    Math.ceil(shape.height / tile.height) *
    Math.ceil(shape.width / tile.width) *
    copies *
    (outputBlocks / (tile.columns * tile.quads));
  const taps = kernel * kernel * inputBlocks;
  const outputs = tile.pixels * tile.quads;
  const rows = shape.arithmetic === "int8" ? 1 : 4;
  // For a thread and a tap: products, what it reads of patch and weights, with weights from afar dearer.
  const products = outputs * rows;
  const reads = tile.pixels + tile.quads * rows * (tile.weightRows === 0 ? 2.5 : 1);
  const inner = taps * (products + reads) * threads;
  // What all threads bring together, with the norm on the way.
  const brought = patchRows * patchColumns * inputBlocks * 8;
  const weights = tile.weightRows === 0 ? 0 : taps * tile.columns * tile.quads * rows * 2;
  const barriers = (inputBlocks / tile.depth) * (tile.weightRows === 0 ? 2 : 1 + kernel / tile.weightRows) * 400;
  const idle = threads < 64 ? 64 / threads : threads % 32 === 0 ? 1 : 1.2;
  const crowded = outputs > COMFORTABLE_OUTPUTS ? 1.25 : 1;
  const alone = Math.max(1, BUSY_THREADS / (groups * threads));
  return groups * (inner * idle * crowded + brought + weights + barriers) * alone;
}
