/** Storage types of a tensor in a model file. F16 and BF16 are kept as raw bits. */
export type Dtype = "F32" | "F16" | "BF16" | "I8";

/** 32-bit floats, ready to compute with. */
export interface F32Tensor {
  readonly dtype: "F32";
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Half floats as raw bits: {@link f16ToF32} gives their values. */
export interface F16Tensor {
  readonly dtype: "F16";
  readonly shape: readonly number[];
  readonly data: Uint16Array;
}

/** The upper halves of 32-bit floats as raw bits: {@link bf16ToF32} gives their values. Read, never written by us. */
export interface BF16Tensor {
  readonly dtype: "BF16";
  readonly shape: readonly number[];
  readonly data: Uint16Array;
}

/** Quantised integers: their meaning needs the scales that are stored beside them. */
export interface I8Tensor {
  readonly dtype: "I8";
  readonly shape: readonly number[];
  readonly data: Int8Array;
}

/** A dense tensor in row-major order; `shape` is in elements, `[]` is a scalar. */
export type NamedTensor = F32Tensor | F16Tensor | BF16Tensor | I8Tensor;

/** Tensors of a model file by name. */
export type TensorMap = ReadonlyMap<string, NamedTensor>;

/** A parameter ready to compute with. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters of a network by name, as the executors take them. */
export type Weights = ReadonlyMap<string, FloatTensor>;

/** Bytes that one element of each dtype takes in a file. */
export const BYTES_PER_ELEMENT: Readonly<Record<Dtype, number>> = { F32: 4, F16: 2, BF16: 2, I8: 1 };

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Rounds 32-bit floats to the nearest half float, ties to even. What is beyond ±65504 after rounding
 * becomes an infinity, what is below 2^-24 a subnormal or zero; the sign of zero and of NaN is kept.
 */
export function f32ToF16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = halfBits(bits[i] ?? 0);
  return halves;
}

/** The exact values of half floats given as raw bits. */
export function f16ToF32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0;
    const sign = (half & 0x8000) << 16;
    const magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) {
      bits[i] = sign | 0x7f800000 | ((magnitude & 0x3ff) << 13);
    } else if (magnitude >= 0x0400) {
      // Rebias the exponent from 15 to 127.
      bits[i] = sign | ((magnitude << 13) + (112 << 23));
    } else {
      // A subnormal is a whole number of 2^-24, which a 32-bit float holds exactly.
      values[i] = magnitude * 2 ** -24;
      bits[i] = (bits[i] ?? 0) | sign;
    }
  }
  return values;
}

/** The exact values of bfloat16 numbers given as raw bits. */
export function bf16ToF32(uppers: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(uppers.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = (uppers[i] ?? 0) << 16;
  return values;
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff);
  // 65520 is half-way between the largest half and the next power of two, and rounds up.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Half an ulp less one, plus one if the result would be odd: carries into the exponent are right.
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - (112 << 23)) >>> 13);
  }
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return sign;
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const quotient = mantissa >>> shift;
  const rest = mantissa & (2 ** shift - 1);
  const half = 2 ** (shift - 1);
  return sign | (quotient + (rest > half || (rest === half && (quotient & 1) === 1) ? 1 : 0));
}
