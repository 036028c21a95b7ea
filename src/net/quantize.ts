import { WeightsError } from "./errors";
import type { Graph } from "./graph";
import {
  bf16ToF32,
  elementCount,
  f16ToF32,
  f32ToF16,
  type FloatTensor,
  type NamedTensor,
  type TensorMap,
} from "./tensors";

/** Symmetric int8 numbers with one scale for each output channel: `value = q * scale[channel]`. */
export interface QuantizedTensor {
  /** In [-127, 127], laid out as the values were. */
  readonly q: Int8Array;
  /** Positive, one for each channel. */
  readonly scale: Float32Array;
}

/**
 * How a parameter is stored: the number of output channels that get a scale of their own (int8), or `null` (f16).
 * The channels must be the last axis of the shape, or the one before it when the last is 1 (a depthwise kernel).
 */
export type QuantizationRule = (name: string, shape: readonly number[]) => number | null;

/** Suffix of the scales' name beside the name of the int8 tensor that they belong to. */
const SCALE_SUFFIX = ".scale";
/** Below the smallest normal 32-bit float a scale would lose its digits. */
const SMALLEST_SCALE = 2 ** -126;

/** The rule of a graph: kernels of convolutions and dense layers become int8, norm parameters, biases and attention weights f16. */
export function quantizationRule(graph: Graph): QuantizationRule {
  const channels = new Map<string, number>();
  for (const node of graph.nodes) {
    if (node.op === "conv2d" || node.op === "depthwiseConv2d" || node.op === "dense") {
      channels.set(node.weight, node.shape.at(-1) ?? 1);
    }
  }
  // One scale would have to do for all weights of an attention map, and they are few.
  for (const node of graph.nodes) if (node.op === "channelScale") channels.delete(node.weight);
  return (name) => channels.get(name) ?? null;
}

/**
 * Quantises to int8, symmetric around zero, with the largest magnitude of each channel at ±127.
 *
 * @param shape Shape of `data`; the last axis is the channel. A channel of zeros gets the scale 1.
 * @throws {WeightsError} if a value is not finite or `data` does not fit `shape`.
 */
export function quantizePerChannel(data: Float32Array, shape: readonly number[]): QuantizedTensor {
  if (shape.length === 0 || data.length !== elementCount(shape)) {
    throw new WeightsError(`${data.length} values do not fit the shape [${shape.join(", ")}] of a kernel.`);
  }
  const channels = shape.at(-1) ?? 1;
  const scale = new Float32Array(channels);
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i] ?? 0);
    if (!Number.isFinite(magnitude)) throw new WeightsError(`Value ${i} is ${data[i]}, which cannot be quantised.`);
    if (magnitude > (scale[i % channels] ?? 0)) scale[i % channels] = magnitude;
  }
  for (let c = 0; c < channels; c++) {
    const largest = scale[c] ?? 0;
    scale[c] = largest === 0 ? 1 : Math.max(largest / 127, SMALLEST_SCALE);
  }
  const q = new Int8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const steps = Math.round((data[i] ?? 0) / (scale[i % channels] ?? 1));
    q[i] = Math.min(127, Math.max(-127, steps));
  }
  return { q, scale };
}

/** The values that quantised numbers stand for. Channels are the last axis, `scale.length` of them. */
export function dequantizePerChannel({ q, scale }: QuantizedTensor): Float32Array<ArrayBuffer> {
  const data = new Float32Array(q.length);
  const channels = scale.length;
  for (let i = 0; i < data.length; i++) data[i] = (q[i] ?? 0) * (scale[i % channels] ?? 1);
  return data;
}

/**
 * Stores parameters as a model file holds them: `NAME` in I8 beside `NAME.scale` in F32 where `rule` gives a number
 * of channels, else `NAME` in F16.
 *
 * @throws {WeightsError} if a value is not finite, is too large for f16, or `rule` does not fit a shape.
 */
export function quantizeWeights(tensors: ReadonlyMap<string, FloatTensor>, rule: QuantizationRule): TensorMap {
  const stored = new Map<string, NamedTensor>();
  const store = (name: string, tensor: NamedTensor): void => {
    if (stored.has(name)) throw new WeightsError(`Two tensors would be stored as ${name}: rename one of them.`);
    stored.set(name, tensor);
  };
  for (const [name, { shape, data }] of tensors) {
    const unfit = data.findIndex((value) => !Number.isFinite(value));
    if (unfit >= 0) throw new WeightsError(`${name}: value ${unfit} is ${data[unfit]}. The training run diverged.`);
    const channels = rule(name, shape);
    if (channels === null) {
      store(name, { dtype: "F16", shape, data: toF16(name, data) });
      continue;
    }
    if (!fitsChannels(shape, channels)) {
      throw new WeightsError(`${name}: shape [${shape.join(", ")}] has no channel axis of ${channels}.`);
    }
    const { q, scale } = quantizePerChannel(data, [data.length / channels, channels]);
    store(name, { dtype: "I8", shape, data: q });
    store(name + SCALE_SUFFIX, { dtype: "F32", shape: [channels], data: scale });
  }
  return stored;
}

/**
 * The parameters of a model file as 32-bit floats; the scales are used up.
 *
 * @throws {WeightsError} if scales are missing, of a wrong number, not finite or not positive, or a value is not finite.
 */
export function dequantizeWeights(tensors: TensorMap): Map<string, FloatTensor> {
  const weights = new Map<string, FloatTensor>();
  for (const [name, tensor] of tensors) {
    if (isScaleOfInt8(name, tensors)) continue;
    const data = toFloats(name, tensor, tensors.get(name + SCALE_SUFFIX));
    const unfit = data.findIndex((value) => !Number.isFinite(value));
    if (unfit >= 0) throw new WeightsError(`${name}: value ${unfit} is ${data[unfit]}. Get the model file again.`);
    weights.set(name, { shape: tensor.shape, data });
  }
  return weights;
}

function isScaleOfInt8(name: string, tensors: TensorMap): boolean {
  return name.endsWith(SCALE_SUFFIX) && tensors.get(name.slice(0, -SCALE_SUFFIX.length))?.dtype === "I8";
}

function toFloats(name: string, tensor: NamedTensor, scales: NamedTensor | undefined): Float32Array {
  if (tensor.dtype === "F32") return tensor.data;
  if (tensor.dtype === "F16") return f16ToF32(tensor.data);
  if (tensor.dtype === "BF16") return bf16ToF32(tensor.data);
  if (scales === undefined) throw new WeightsError(`${name} is int8, but ${name}${SCALE_SUFFIX} is missing.`);
  if (scales.dtype !== "F32" || scales.shape.length !== 1 || !fitsChannels(tensor.shape, scales.data.length)) {
    throw new WeightsError(
      `${name}${SCALE_SUFFIX} is ${scales.dtype} [${scales.shape.join(", ")}]: ` +
        `[${tensor.shape.join(", ")}] needs F32 with one scale for each output channel.`,
    );
  }
  const unfit = scales.data.findIndex((scale) => !(scale > 0 && Number.isFinite(scale)));
  if (unfit >= 0) {
    throw new WeightsError(`${name}${SCALE_SUFFIX}: scale ${unfit} is ${scales.data[unfit]}, not a positive number.`);
  }
  return dequantizePerChannel({ q: tensor.data, scale: scales.data });
}

function fitsChannels(shape: readonly number[], channels: number): boolean {
  const last = shape.at(-1);
  return last === channels || (shape.length > 1 && last === 1 && shape.at(-2) === channels);
}

function toF16(name: string, data: Float32Array): Uint16Array {
  const tooLarge = data.findIndex((value) => Math.abs(value) >= 65520);
  if (tooLarge >= 0) throw new WeightsError(`${name}: value ${tooLarge} is ${data[tooLarge]}, too large for f16.`);
  return f32ToF16(data);
}
