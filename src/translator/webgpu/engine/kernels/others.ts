import { elementCount, type FloatTensor } from "../../../../net/tensors";
import { UnsupportedGraphError } from "../errors";
import { BLOCK, blocksOf } from "../layout";
import { type ConvStep, extentOfSource, type Step } from "../plan/steps";
import { fixedSteps, type Program, THREADS } from "./program";
import { activationKind, sourceBlocks, sourceConstants } from "./source-constants";

type OtherThanConv = Exclude<Step, ConvStep>;

/** Pixels of a thread in kernels that also collect sums. */
const PIXELS = 8;

/** The program of every kernel but the convolution, which has tiles. */
export function programOf(step: OtherThanConv, batch: number): Program {
  const { source } = step;
  switch (step.kernel) {
    case "pointwise":
    case "depthwise":
      return columnProgram(step, batch);
    case "dense": {
      const constants = {
        ...sourceConstants(source, false),
        THREADS,
        INPUT_BLOCKS: sourceBlocks(source),
        OUTPUT_BLOCKS: blocksOf(step.output.extent[2]),
        HAS_BIAS: step.bias === null ? 0 : 1,
        OUTPUT_ACTIVATION: activationKind(step.activation),
      };
      return { constants, workgroups: [blocksOf(step.output.extent[2]), 1, batch] };
    }
    case "global-pool": {
      const blocks = blocksOf(step.output.extent[2]);
      const constants = {
        ...sourceConstants(source, false),
        THREADS,
        BLOCKS: blocks,
        IS_MAXIMUM: step.maximum ? 1 : 0,
      };
      return { constants, workgroups: [blocks, 1, batch] };
    }
    case "layer-norm-rows": {
      const constants = {
        ...sourceConstants(source, false),
        THREADS,
        CHANNELS: step.channels,
        BLOCKS: blocksOf(step.channels),
        IS_ADAPTIVE: step.parameters === null ? 1 : 0,
      };
      return { constants, workgroups: [1, 1, batch] };
    }
    case "pool": {
      const [height, width, channels] = step.output.extent;
      const [sourceHeight, sourceWidth] = extentOfSource(source);
      const before = (length: number, out: number): number =>
        Math.max(0, (out - 1) * step.stride + step.window - length) >> 1;
      const constants = {
        WINDOW: step.window,
        STRIDE: step.stride,
        PADDING_TOP: before(sourceHeight, height),
        PADDING_LEFT: before(sourceWidth, width),
        HEIGHT: height,
        WIDTH: width,
        BLOCKS: blocksOf(channels),
        IS_MAXIMUM: step.maximum ? 1 : 0,
      };
      return threadProgram(step, constants, height * width * blocksOf(channels), batch);
    }
    case "bilinear": {
      const [height, width, channels] = step.output.extent;
      const constants = { SCALE: step.times, HEIGHT: height, WIDTH: width, BLOCKS: blocksOf(channels) };
      return threadProgram(step, constants, height * width * blocksOf(channels), batch);
    }
    case "concat": {
      const [height, width, channels] = step.output.extent;
      const count = blocksOf(step.begin + step.channels) - Math.floor(step.begin / BLOCK);
      const constants = {
        HEIGHT: height,
        WIDTH: width,
        BLOCKS: blocksOf(channels),
        CHANNELS: step.channels,
        BEGIN: step.begin,
        IS_PLANE: step.plane ? 1 : 0,
      };
      return threadProgram(step, constants, height * width * count, batch);
    }
    case "reshape": {
      const [height, width, channels] = step.output.extent;
      const constants = {
        SOURCE_CHANNELS: extentOfSource(source)[2],
        CHANNELS: channels,
        BLOCKS: blocksOf(channels),
        PIXELS: height * width,
      };
      return threadProgram(step, constants, height * width * blocksOf(channels), batch);
    }
    case "channel-sum": {
      const [height, width] = step.output.extent;
      const constants = { HEIGHT: height, WIDTH: width, CHANNELS: extentOfSource(source)[2] };
      return threadProgram(step, constants, height * width, batch);
    }
    case "softmax": {
      const [height, width, channels] = step.output.extent;
      const constants = { HEIGHT: height, WIDTH: width, BLOCKS: blocksOf(channels), CHANNELS: channels };
      return threadProgram(step, constants, height * width, batch);
    }
  }
}

/** Weights of a kernel other than the convolution, or null if it has none. */
export function packWeights(step: OtherThanConv): Float32Array<ArrayBuffer> | null {
  if (step.kernel === "dense") return paddedMatrix(step.weight, extentOfSource(step.source)[2], step.output.extent[2]);
  if (step.kernel === "depthwise") {
    return paddedMatrix(step.weight, step.size ** 2, step.output.extent[2], step.size ** 2);
  }
  if (step.kernel !== "layer-norm-rows") return null;
  const blocks = blocksOf(step.channels);
  const data = new Float32Array(blocks * BLOCK * 3);
  data.set(step.rho.data);
  const { gamma, beta } = step.parameters ?? {};
  for (let c = 0; c < step.channels; c++) {
    const at = (blocks + (c >> 2) * 2) * BLOCK + (c & 3);
    data[at] = gamma?.data[c] ?? 0;
    data[at + BLOCK] = beta?.data[c] ?? 0;
  }
  return data;
}

/** A thread for each of `count` pieces of work in a sample. */
function threadProgram(step: OtherThanConv, constants: Record<string, number>, count: number, batch: number): Program {
  const groups = Math.ceil(count / THREADS);
  if (groups > 65535) throw new UnsupportedGraphError(`${step.id} is too large for one dispatch. Use a smaller size.`);
  return {
    constants: { ...sourceConstants(step.source, false), THREADS, ...constants },
    workgroups: [groups, 1, batch],
  };
}

/** Threads side by side over blocks of channels, each with some pixels of its block. */
function columnProgram(step: Extract<Step, { readonly kernel: "pointwise" | "depthwise" }>, batch: number): Program {
  const [height, width, channels] = step.output?.extent ?? extentOfSource(step.source);
  const blocks = blocksOf(channels);
  const columns = [16, 8, 4, 3, 2].find((count) => blocks % count === 0) ?? 1;
  const places = Math.floor(THREADS / columns);
  const threads = places * columns;
  const own =
    step.kernel === "pointwise"
      ? { WRITES: step.output === null ? 0 : 1 }
      : {
          KERNEL: step.size,
          STRIDE: step.stride,
          PADDING_TOP: step.padding.top,
          PADDING_LEFT: step.padding.left,
          HAS_BIAS: step.bias === null ? 0 : 1,
          OUTPUT_ACTIVATION: activationKind(step.activation),
        };
  return {
    constants: {
      ...sourceConstants(step.source, true),
      ...own,
      HEIGHT: height,
      WIDTH: width,
      BLOCKS: blocks,
      PIXELS,
      THREADS: threads,
      COLUMNS: columns,
      FIXED: fixedSteps(height * width),
      PARTIALS: step.stats === null ? 1 : threads * 2,
      HAS_STATS: step.stats === null ? 0 : 1,
    },
    workgroups: [Math.ceil((height * width) / (places * PIXELS)), blocks / columns, batch],
  };
}

/** Rows of a matrix, each padded with zeros to a multiple of four; as many rows, unless told, too. */
function paddedMatrix(
  { data, shape }: FloatTensor,
  inputs: number,
  outputs: number,
  toInputs = blocksOf(inputs) * BLOCK,
): Float32Array<ArrayBuffer> {
  if (elementCount(shape) !== inputs * outputs)
    throw new UnsupportedGraphError(
      `Weights of [${shape.join(", ")}] do not fit ${inputs} inputs and ${outputs} outputs.`,
    );
  const pitch = blocksOf(outputs) * BLOCK;
  const result = new Float32Array(toInputs * pitch);
  for (let input = 0; input < inputs; input++) {
    result.set(data.subarray(input * outputs, (input + 1) * outputs), input * pitch);
  }
  return result;
}
