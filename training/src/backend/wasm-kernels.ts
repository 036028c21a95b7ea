import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

type Kernel = (
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  backend: BackendWasm,
  attributes: Readonly<Record<string, unknown>>,
) => tf.TensorInfo | tf.TensorInfo[];

const installed = new Set<string>();

/** Replaces kernels of the wasm backend that copy more than they must, or pixel by pixel. */
export function installWasmKernels(): void {
  replace("Identity", identity);
  replace("Slice", slice);
  replace("PadV2", pad);
  replace("Concat", concat);
  replace("SplitV", split);
}

function replace(kernelName: string, kernel: Kernel): void {
  if (installed.has(kernelName)) return;
  installed.add(kernelName);
  const original = tf.getKernel(kernelName, "wasm");
  tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const inputs = call.inputs as Record<string, tf.TensorInfo>;
      const strings = Object.values(inputs).some((input) => input.dtype === "string");
      return strings ? original.kernelFunc(call) : kernel(inputs, call.backend as BackendWasm, call.attrs ?? {});
    },
  });
}

/** A second name for the same memory: tensors do not change. The gradient tape clones whatever it saves. */
function identity({ x }: Readonly<Record<string, tf.TensorInfo>>, backend: BackendWasm): tf.TensorInfo {
  const { dataId, shape, dtype } = x as tf.TensorInfo;
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

const slice: Kernel = (inputs, backend, attributes) => {
  const x = inputs["x"] as tf.TensorInfo;
  const { begin, size } = attributes as { begin: number | number[]; size: number | number[] };
  const [first, extent] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  tf.slice_util.assertParamsValid(x, first, extent);
  const result = backend.makeOutput(extent, x.dtype);
  copyBlock(
    { values: backend.typedArrayFromHeap(x), shape: x.shape, first },
    { values: backend.typedArrayFromHeap(result), shape: extent, first: extent.map(() => 0) },
    extent,
  );
  return result;
};

const pad: Kernel = (inputs, backend, attributes) => {
  const x = inputs["x"] as tf.TensorInfo;
  const { paddings, constantValue } = attributes as { paddings: [number, number][]; constantValue: number };
  const shape = paddings.map(([before, after], axis) => before + (x.shape[axis] ?? 0) + after);
  const result = backend.makeOutput(shape, x.dtype);
  const values = backend.typedArrayFromHeap(result);
  values.fill(constantValue);
  copyBlock(
    { values: backend.typedArrayFromHeap(x), shape: x.shape, first: x.shape.map(() => 0) },
    { values, shape, first: paddings.map(([before]) => before) },
    x.shape,
  );
  return result;
};

const concat: Kernel = (inputs, backend, attributes) => {
  // tfjs passes them as an array.
  const parts = Object.values(inputs);
  const [one] = parts as [tf.TensorInfo];
  const [axis = 0] = tf.util.parseAxisParam(attributes["axis"] as number, one.shape);
  tf.backend_util.assertParamsConsistent(
    parts.map(({ shape }) => shape),
    axis,
  );
  const shape = tf.backend_util.computeOutShape(
    parts.map((part) => part.shape),
    axis,
  );
  const result = backend.makeOutput(shape, one.dtype);
  const values = backend.typedArrayFromHeap(result);
  let position = 0;
  for (const part of parts) {
    const origin = part.shape.map(() => 0);
    const from = { values: backend.typedArrayFromHeap(part), shape: part.shape, first: origin };
    copyBlock(from, { values, shape, first: origin.with(axis, position) }, part.shape);
    position += part.shape[axis] ?? 0;
  }
  return result;
};

const split: Kernel = (inputs, backend, attributes) => {
  const x = inputs["x"] as tf.TensorInfo;
  const { numOrSizeSplits, axis } = attributes as { numOrSizeSplits: number | number[]; axis: number };
  const [along = 0] = tf.util.parseAxisParam(axis, x.shape);
  const sizes = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along);
  let position = 0;
  return sizes.map((size) => {
    const shape = x.shape.with(along, size);
    const origin = shape.map(() => 0);
    const result = backend.makeOutput(shape, x.dtype);
    copyBlock(
      { values: backend.typedArrayFromHeap(x), shape: x.shape, first: origin.with(along, position) },
      { values: backend.typedArrayFromHeap(result), shape, first: origin },
      shape,
    );
    position += size;
    return result;
  });
};

interface Block {
  readonly values: tf.TypedArray;
  readonly shape: readonly number[];
  /** Where the block starts along each axis. */
  readonly first: readonly number[];
}

/** Copies a block of `extent` between two tensors in runs as long as both have them in one piece. */
function copyBlock(from: Block, to: Block, extent: readonly number[]): void {
  if (extent.includes(0)) return;
  // Axes after `inner` are whole in both tensors, so that what is left of `inner` is one run.
  let inner = extent.length - 1;
  while (inner > 0 && extent[inner] === from.shape[inner] && extent[inner] === to.shape[inner]) inner--;
  const run = extent.slice(Math.max(inner, 0)).reduce((a, b) => a * b, 1);
  const [fromStrides, toStrides] = [stridesOf(from.shape), stridesOf(to.shape)];
  const dot = (strides: readonly number[], first: readonly number[]): number =>
    strides.reduce((sum, stride, axis) => sum + stride * (first[axis] ?? 0), 0);

  const walk = (axis: number, source: number, target: number): void => {
    if (axis >= inner) {
      copyRun(from.values, source, to.values, target, run);
      return;
    }
    const [count = 0, fromStride = 0, toStride = 0] = [extent[axis], fromStrides[axis], toStrides[axis]];
    for (let i = 0; i < count; i++) walk(axis + 1, source + i * fromStride, target + i * toStride);
  };
  walk(0, dot(fromStrides, from.first), dot(toStrides, to.first));
}

/** Making a view to copy from takes as long as copying some ten floats. */
function copyRun(from: tf.TypedArray, source: number, to: tf.TypedArray, target: number, length: number): void {
  if (length > 32) {
    to.set(from.subarray(source, source + length), target);
    return;
  }
  for (let i = 0; i < length; i++) to[target + i] = from[source + i] ?? 0;
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}
