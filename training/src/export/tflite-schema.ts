import { Builder, type Offset } from "flatbuffers";

/**
 * The part of the TFLite schema that the exporter needs, written by hand: slots, enumerations and defaults are those of
 * tensorflow/lite/schema/schema.fbs, version 3.
 */

export const TensorType = { FLOAT32: 0, FLOAT16: 1, INT32: 2 } as const;
export type TensorType = (typeof TensorType)[keyof typeof TensorType];

export const BuiltinOperator = {
  ADD: 0,
  AVERAGE_POOL_2D: 1,
  CONCATENATION: 2,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  DEQUANTIZE: 6,
  FULLY_CONNECTED: 9,
  LOGISTIC: 14,
  MAX_POOL_2D: 17,
  RELU: 19,
  RELU6: 21,
  RESIZE_BILINEAR: 23,
  SOFTMAX: 25,
  TANH: 28,
  PAD: 34,
  MEAN: 40,
  REDUCE_MAX: 82,
  RESIZE_NEAREST_NEIGHBOR: 97,
  LEAKY_RELU: 98,
} as const;
export type BuiltinOperator = (typeof BuiltinOperator)[keyof typeof BuiltinOperator];

export const Padding = { SAME: 0, VALID: 1 } as const;
export type Padding = (typeof Padding)[keyof typeof Padding];

export const FusedActivation = { NONE: 0, RELU: 1, RELU6: 3 } as const;
export type FusedActivation = (typeof FusedActivation)[keyof typeof FusedActivation];

/** Options of an operator by the name of their table. */
export type OperatorOptions =
  | { readonly table: "Conv2D"; readonly padding: Padding; readonly stride: number; readonly fused: FusedActivation }
  | {
      readonly table: "DepthwiseConv2D";
      readonly padding: Padding;
      readonly stride: number;
      readonly fused: FusedActivation;
    }
  | { readonly table: "Pool2D"; readonly padding: Padding; readonly stride: number; readonly window: number }
  | { readonly table: "FullyConnected"; readonly fused: FusedActivation }
  | { readonly table: "Add"; readonly fused: FusedActivation }
  | { readonly table: "Softmax"; readonly beta: number }
  | { readonly table: "Concatenation"; readonly axis: number }
  | { readonly table: "ResizeBilinear"; readonly halfPixelCenters: boolean }
  | { readonly table: "ResizeNearestNeighbor"; readonly halfPixelCenters: boolean }
  | { readonly table: "Reducer"; readonly keepDims: boolean }
  | { readonly table: "LeakyRelu"; readonly alpha: number };

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: TensorType;
  /** Constant data, little-endian; absent for values that the operators make. */
  readonly data?: Uint8Array;
}

export interface TfliteOperator {
  readonly code: BuiltinOperator;
  /** Lowest operator version that has all that is used here. */
  readonly version: number;
  /** Indices into the model's tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options?: OperatorOptions;
}

/** A model of one subgraph. */
export interface TfliteModel {
  readonly description: string;
  readonly tensors: readonly TfliteTensor[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly TfliteOperator[];
  /** Named blobs, such as `TFLITE_METADATA`. */
  readonly metadata: Readonly<Record<string, Uint8Array>>;
}

/** Serialises a model; the same model always gives the same bytes. */
export function writeTflite(model: TfliteModel): Uint8Array<ArrayBuffer> {
  const builder = new Builder(1024);
  // Buffer 0 is empty by convention: it stands for "no data".
  const buffers = [writeTable(builder, 1, () => {})];
  const addBuffer = (data: Uint8Array): number => buffers.push(writeBuffer(builder, data)) - 1;

  const tensors = model.tensors.map((tensor) => {
    const buffer = tensor.data === undefined ? 0 : addBuffer(tensor.data);
    return writeTensor(builder, tensor, buffer);
  });
  const codes = new OperatorCodes();
  const operators = model.operators.map((operator) => writeOperator(builder, operator, codes.indexOf(operator)));
  const subgraph = writeSubgraph(builder, model, tensors, operators);
  const metadata = Object.entries(model.metadata).map(([name, data]) => writeMetadata(builder, name, addBuffer(data)));

  const operatorCodes = writeOffsets(builder, codes.write(builder));
  const subgraphs = writeOffsets(builder, [subgraph]);
  const description = builder.createString(model.description);
  const bufferVector = writeOffsets(builder, buffers);
  const metadataVector = writeOffsets(builder, metadata);
  const root = writeTable(builder, 8, () => {
    builder.addFieldInt32(0, 3, 0); // schema version
    builder.addFieldOffset(1, operatorCodes, 0);
    builder.addFieldOffset(2, subgraphs, 0);
    builder.addFieldOffset(3, description, 0);
    builder.addFieldOffset(4, bufferVector, 0);
    builder.addFieldOffset(6, metadataVector, 0);
  });
  builder.finish(root, "TFL3");
  return builder.asUint8Array().slice();
}

/** Writes a table of `slots` fields that `write` sets. */
export function writeTable(builder: Builder, slots: number, write: () => void): Offset {
  builder.startObject(slots);
  write();
  return builder.endObject();
}

export function writeOffsets(builder: Builder, offsets: readonly Offset[]): Offset {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

export function writeFloats(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addFloat32(value);
  return builder.endVector();
}

function writeInts(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addInt32(value);
  return builder.endVector();
}

function writeBuffer(builder: Builder, data: Uint8Array): Offset {
  // The schema wants data aligned to 16 bytes, which createByteVector alone does not give.
  builder.prep(16, data.length);
  const vector = builder.createByteVector(data);
  return writeTable(builder, 1, () => builder.addFieldOffset(0, vector, 0));
}

function writeTensor(builder: Builder, { name, shape, type }: TfliteTensor, buffer: number): Offset {
  const nameOffset = builder.createString(name);
  const shapeOffset = writeInts(builder, shape);
  return writeTable(builder, 4, () => {
    builder.addFieldOffset(0, shapeOffset, 0);
    builder.addFieldInt8(1, type, 0);
    builder.addFieldInt32(2, buffer, 0);
    builder.addFieldOffset(3, nameOffset, 0);
  });
}

function writeSubgraph(
  builder: Builder,
  model: TfliteModel,
  tensors: readonly Offset[],
  operators: readonly Offset[],
): Offset {
  const name = builder.createString("main");
  const tensorVector = writeOffsets(builder, tensors);
  const operatorVector = writeOffsets(builder, operators);
  const inputs = writeInts(builder, model.inputs);
  const outputs = writeInts(builder, model.outputs);
  return writeTable(builder, 5, () => {
    builder.addFieldOffset(0, tensorVector, 0);
    builder.addFieldOffset(1, inputs, 0);
    builder.addFieldOffset(2, outputs, 0);
    builder.addFieldOffset(3, operatorVector, 0);
    builder.addFieldOffset(4, name, 0);
  });
}

function writeMetadata(builder: Builder, name: string, buffer: number): Offset {
  const nameOffset = builder.createString(name);
  return writeTable(builder, 2, () => {
    builder.addFieldOffset(0, nameOffset, 0);
    builder.addFieldInt32(1, buffer, 0);
  });
}

/** The operators that a model uses, each version once. */
class OperatorCodes {
  readonly #codes = new Map<string, TfliteOperator>();

  indexOf(operator: TfliteOperator): number {
    const key = `${operator.code} ${operator.version}`;
    if (!this.#codes.has(key)) this.#codes.set(key, operator);
    return [...this.#codes.keys()].indexOf(key);
  }

  write(builder: Builder): Offset[] {
    return [...this.#codes.values()].map(({ code, version }) =>
      writeTable(builder, 4, () => {
        // Codes below 127 are read from the field for old runtimes, but both are written.
        builder.addFieldInt8(0, code, 0);
        builder.addFieldInt32(2, version, 1);
        builder.addFieldInt32(3, code, 0);
      }),
    );
  }
}

function writeOperator(builder: Builder, operator: TfliteOperator, code: number): Offset {
  const options = operator.options === undefined ? undefined : writeOptions(builder, operator.options);
  const inputs = writeInts(builder, operator.inputs);
  const outputs = writeInts(builder, operator.outputs);
  return writeTable(builder, 5, () => {
    builder.addFieldInt32(0, code, 0);
    builder.addFieldOffset(1, inputs, 0);
    builder.addFieldOffset(2, outputs, 0);
    if (options !== undefined) {
      builder.addFieldInt8(3, options.type, 0);
      builder.addFieldOffset(4, options.offset, 0);
    }
  });
}

/** @returns The member of the union BuiltinOptions, and its table. */
function writeOptions(builder: Builder, options: OperatorOptions): { type: number; offset: Offset } {
  const table = (type: number, slots: number, write: () => void): { type: number; offset: Offset } => ({
    type,
    offset: writeTable(builder, slots, write),
  });
  const int8 = (slot: number, value: number): void => builder.addFieldInt8(slot, value, 0);
  const int32 = (slot: number, value: number): void => builder.addFieldInt32(slot, value, 0);
  switch (options.table) {
    case "Conv2D":
      return table(1, 6, () => {
        int8(0, options.padding);
        int32(1, options.stride);
        int32(2, options.stride);
        int8(3, options.fused);
      });
    case "DepthwiseConv2D":
      return table(2, 7, () => {
        int8(0, options.padding);
        int32(1, options.stride);
        int32(2, options.stride);
        int32(3, 1); // depth multiplier
        int8(4, options.fused);
      });
    case "Pool2D":
      return table(5, 6, () => {
        int8(0, options.padding);
        int32(1, options.stride);
        int32(2, options.stride);
        int32(3, options.window);
        int32(4, options.window);
      });
    case "FullyConnected":
      return table(8, 1, () => int8(0, options.fused));
    case "Softmax":
      return table(9, 1, () => builder.addFieldFloat32(0, options.beta, 0));
    case "Concatenation":
      return table(10, 1, () => int32(0, options.axis));
    case "Add":
      return table(11, 1, () => int8(0, options.fused));
    case "ResizeBilinear":
      // Slots 0 and 1 are deprecated, 2 is align_corners, which stays false.
      return table(15, 4, () => int8(3, Number(options.halfPixelCenters)));
    case "Reducer":
      return table(27, 1, () => int8(0, Number(options.keepDims)));
    case "ResizeNearestNeighbor":
      return table(74, 2, () => int8(1, Number(options.halfPixelCenters)));
    case "LeakyRelu":
      return table(75, 1, () => builder.addFieldFloat32(0, options.alpha, 0));
  }
}
