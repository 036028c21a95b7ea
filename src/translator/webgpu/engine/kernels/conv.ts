import { elementCount, f32ToF16, type FloatTensor } from "../../../../net/tensors";
import { quantizePerChannel } from "../../../../net/quantize";
import { UnsupportedGraphError } from "../errors";
import { BLOCK, blocksOf, LARGEST_HALF } from "../layout";
import { type ConvStep, extentOfSource } from "../plan/steps";
import type { Arithmetic, Tile } from "../types";
import { fixedSteps, type Program } from "./program";
import { activationKind, affineBytes, sourceBlocks, sourceConstants } from "./source-constants";
import { patchSize, threadsOf, type TileShape } from "./tiles";

export function phasesOfStep({ weights }: ConvStep): number {
  return weights.length === 4 ? 2 : 1;
}

function collects({ stats, sourceStats }: ConvStep): boolean {
  return stats !== null || sourceStats !== null;
}

export function tileShapeOf(step: ConvStep, arithmetic: Arithmetic, batch: number): TileShape {
  const phases = phasesOfStep(step);
  const [height, width, channels] = step.output.extent;
  return {
    kernel: step.size,
    stride: step.stride,
    height: height / phases,
    width: width / phases,
    inputBlocks: sourceBlocks(step.source),
    outputBlocks: blocksOf(channels),
    copies: batch * phases ** 2,
    arithmetic,
    hasStats: collects(step),
    taken: affineBytes(step.source),
  };
}

export function convProgram(step: ConvStep, arithmetic: Arithmetic, tile: Tile, batch: number): Program {
  const shape = tileShapeOf(step, arithmetic, batch);
  const phases = phasesOfStep(step);
  const [patchRows, patchColumns] = patchSize(shape, tile);
  const threads = threadsOf(tile);
  const [height, width] = step.output.extent;
  const [sourceHeight, sourceWidth] = extentOfSource(step.source);
  const outputs = tile.columns * tile.quads;
  const weightRows = arithmetic === "int8" ? 1 : BLOCK;
  return {
    constants: {
      ...sourceConstants(step.source, true),
      KERNEL: step.size,
      STRIDE: step.stride,
      PADDING_TOP: step.padding.top,
      PADDING_LEFT: step.padding.left,
      PADDING_ODD: step.padding.odd,
      PHASES: phases,
      GRID_HEIGHT: shape.height,
      GRID_WIDTH: shape.width,
      INPUT_BLOCKS: shape.inputBlocks,
      OUTPUT_BLOCKS: shape.outputBlocks,
      OUTPUT_ACTIVATION: activationKind(step.activation),
      HAS_BIAS: step.bias === null ? 0 : 1,
      HAS_FACTOR: arithmetic === "int8" ? 1 : 0,
      HAS_STATS: step.stats === null ? 0 : 1,
      HAS_SOURCE_STATS: step.sourceStats === null ? 0 : 1,
      SOURCE_FIXED: fixedSteps(sourceHeight * sourceWidth),
      KEEPS: step.kept === null ? 0 : 1,
      TILE_HEIGHT: tile.height,
      TILE_WIDTH: tile.width,
      PIXELS: tile.pixels,
      QUADS: tile.quads,
      DEPTH: tile.depth,
      WEIGHT_KERNEL_ROWS: tile.weightRows,
      SPLIT_SUMS: arithmetic === "f16" ? 1 : 0,
      PATCH_HEIGHT: patchRows,
      PATCH_WIDTH: patchColumns,
      PATCH_LENGTH: patchRows * patchColumns * tile.depth,
      WEIGHTS_LENGTH: Math.max(1, tile.weightRows * step.size * tile.depth * weightRows * outputs),
      THREADS: threads,
      COLUMNS: tile.columns,
      FIXED: fixedSteps(height * width),
      PARTIALS: collects(step) ? threads * 2 : 1,
    },
    workgroups: [
      Math.ceil(shape.width / tile.width),
      Math.ceil(shape.height / tile.height),
      (shape.outputBlocks / outputs) * shape.copies,
    ],
  };
}

/** Weights as conv.wgsl reads them, and for int8 the factor of each phase's output channels. */
export interface ConvWeights {
  readonly data: ArrayBuffer;
  readonly factors: Float32Array | null;
}

/** Multiply-accumulates of one sample. */
export function convMacs({ weights, output }: ConvStep): number {
  const [height, width] = output.extent;
  return weights.reduce((sum, { shape }) => sum + (elementCount(shape) * height * width) / weights.length, 0);
}

export function packConvWeights(step: ConvStep, arithmetic: Arithmetic): ConvWeights {
  const blocks = step.weights.map(padded);
  if (arithmetic === "int8") return packInt8(step.id, blocks, step.activationScale ?? 1);
  const floats = new Float32Array(blocks.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of blocks) {
    floats.set(data, at);
    at += data.length;
  }
  if (arithmetic === "f32") return { data: floats.buffer, factors: null };
  const tooLarge = floats.find((value) => Math.abs(value) > LARGEST_HALF);
  if (tooLarge !== undefined)
    throw new UnsupportedGraphError(
      `${step.id} has the weight ${tooLarge}, more than a half float holds. Use another arithmetic.`,
    );
  return { data: f32ToF16(floats).buffer, factors: null };
}

/** HWIO with both kinds of channels padded with zeros to multiples of four. */
function padded({ shape, data }: FloatTensor): FloatTensor {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const [toInputs, toOutputs] = [blocksOf(inputs) * BLOCK, blocksOf(outputs) * BLOCK];
  const result = new Float32Array(height * width * toInputs * toOutputs);
  for (let tap = 0; tap < height * width; tap++) {
    for (let input = 0; input < inputs; input++) {
      const from = (tap * inputs + input) * outputs;
      result.set(data.subarray(from, from + outputs), (tap * toInputs + input) * toOutputs);
    }
  }
  return { shape: [height, width, toInputs, toOutputs], data: result };
}

/** Four input channels of an output channel in a word; the scales of the weights and the step of what is read make one factor. */
function packInt8(id: string, phases: readonly FloatTensor[], activationScale: number): ConvWeights {
  const packed = phases.map(({ shape, data }) => {
    const outputs = shape[3] ?? 1;
    const { q, scale } = quantizePerChannel(data, [data.length / outputs, outputs]);
    const bytes = new Int8Array(q.length);
    for (let row = 0; row < q.length / outputs; row++) {
      for (let output = 0; output < outputs; output++) {
        bytes[((row >> 2) * outputs + output) * BLOCK + (row & 3)] = q[row * outputs + output] ?? 0;
      }
    }
    const factors = scale.map((value) => value * activationScale);
    // Times a sum of 0 it would be no number.
    if (factors.includes(Number.POSITIVE_INFINITY))
      throw new UnsupportedGraphError(
        `${id} has weights and an activation scale (${activationScale}) whose products no 32-bit float holds. Use another arithmetic.`,
      );
    return { bytes, factors };
  });
  const data = new Int8Array(packed.reduce((sum, { bytes }) => sum + bytes.length, 0));
  const factors = new Float32Array(packed.reduce((sum, phase) => sum + phase.factors.length, 0));
  packed.forEach((phase, index) => {
    data.set(phase.bytes, index * phase.bytes.length);
    factors.set(phase.factors, index * phase.factors.length);
  });
  return { data: data.buffer, factors };
}
