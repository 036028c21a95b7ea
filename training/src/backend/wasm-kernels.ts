import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

type Kernel = (
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  backend: BackendWasm,
  attributes: Readonly<Record<string, unknown>>,
) => tf.TensorInfo;

const installed = new Set<string>();

/** Replaces kernels of the wasm backend that copy more than they must, or pixel by pixel. */
export function installWasmKernels(): void {
  replace("Identity", identity);
  replace("Slice", slice);
  replace("PadV2", pad);
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

interface Block {
  readonly values: tf.TypedArray;
  readonly shape: readonly number[];
  /** Where the block starts along each axis. */
  readonly first: readonly number[];
}

/** Copies a block of `extent` between two tensors in runs as long as both have them in one piece. */
function copyBlock(from: Block, to: Block, extent: readonly number[]): void {
  if (extent.includes(0)) return;
  // Axes after `split` are whole in both tensors, so that what is left of `split` is one run.
  let split = extent.length - 1;
  while (split > 0 && extent[split] === from.shape[split] && extent[split] === to.shape[split]) split--;
  const run = extent.slice(Math.max(split, 0)).reduce((a, b) => a * b, 1);
  const [fromStrides, toStrides] = [stridesOf(from.shape), stridesOf(to.shape)];
  const dot = (strides: readonly number[], first: readonly number[]): number =>
    strides.reduce((sum, stride, axis) => sum + stride * (first[axis] ?? 0), 0);

  const walk = (axis: number, source: number, target: number): void => {
    if (axis >= split) {
      to.values.set(from.values.subarray(source, source + run), target);
      return;
    }
    for (let i = 0; i < (extent[axis] ?? 0); i++) {
      walk(axis + 1, source + i * (fromStrides[axis] ?? 0), target + i * (toStrides[axis] ?? 0));
    }
  };
  walk(0, dot(fromStrides, from.first), dot(toStrides, to.first));
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}
