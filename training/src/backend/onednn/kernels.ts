import * as tf from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

import type { ConvolutionKind, Geometry, Operands } from "./convolution";
import type { Convolver } from "./convolver";

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: tf.backend_util.Conv2DInfo["padInfo"]["type"] | "valid" | "same" | number;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly inputShape?: Shape4;
  readonly filterShape?: Shape4;
}
type Shape4 = [number, number, number, number];

interface KernelDefinition {
  readonly kernelName: string;
  readonly kind: ConvolutionKind;
  /** Where the kernel's inputs, its attributes and its result stand for the three tensors of a convolution. */
  readonly input: string | null;
  readonly filter: string | null;
  readonly output: string | null;
}

const definitions: readonly KernelDefinition[] = [
  { kernelName: "Conv2D", kind: "forward", input: "x", filter: "filter", output: null },
  { kernelName: "Conv2DBackpropInput", kind: "inputGradient", input: null, filter: "filter", output: "dy" },
  { kernelName: "Conv2DBackpropFilter", kind: "filterGradient", input: "x", filter: null, output: "dy" },
];

/**
 * Puts oneDNN in the place of the wasm backend's convolutions. What it does not cover goes to the kernel that was there:
 * dilation, channels first, anything but floats.
 * @returns Puts everything back.
 */
export function installKernels(convolver: Convolver): () => void {
  const replaced = definitions.map((definition) => {
    const { kernelName } = definition;
    const original = tf.getKernel(kernelName, "wasm");
    if (original) tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: (call) =>
        convolve(convolver, definition, call) ?? original?.kernelFunc(call) ?? unsupported(kernelName),
    });
    return { kernelName, original };
  });
  return () => {
    for (const { kernelName, original } of replaced) {
      tf.unregisterKernel(kernelName, "wasm");
      if (original) tf.registerKernel(original);
    }
  };
}

function unsupported(kernelName: string): never {
  throw new Error(`${kernelName} is not available on wasm for this dilation, data format or type`);
}

/** @returns null for what is left to the wasm backend. */
function convolve(
  convolver: Convolver,
  { kind, ...names }: KernelDefinition,
  call: Parameters<tf.KernelFunc>[0],
): tf.TensorInfo | null {
  const attributes = call.attrs as unknown as ConvolutionAttributes;
  const backend = call.backend as BackendWasm;
  const given = (name: string | null): tf.TensorInfo | undefined => (name === null ? undefined : call.inputs[name]);
  const [input, filter, output] = [given(names.input), given(names.filter), given(names.output)];
  if ([input, filter, output].some((tensor) => tensor !== undefined && tensor.dtype !== "float32")) return null;
  const inputShape = input?.shape ?? attributes.inputShape;
  const filterShape = filter?.shape ?? attributes.filterShape;
  if (!inputShape || !filterShape) return null;
  const { geometry, plain, outShape } = geometryOf(inputShape as Shape4, filterShape as Shape4, attributes);
  if (!plain || [...inputShape, ...filterShape, ...outShape].includes(0)) return null;
  const convolution = convolver.get(kind, geometry);
  if (!convolution) return null;

  const result = backend.makeOutput([...(input ? (filter ? outShape : filterShape) : inputShape)], "float32");
  // Views are taken after the result has been allocated: that may have moved the heap.
  const view = (tensor: tf.TensorInfo | undefined): Float32Array =>
    backend.typedArrayFromHeap(tensor ?? result) as Float32Array;
  const operands: Operands = { input: view(input), filter: view(filter), output: view(output) };
  convolution.run(operands);
  return result;
}

function geometryOf(
  inputShape: Shape4,
  filterShape: Shape4,
  { strides, pad, dataFormat, dilations, dimRoundingMode }: ConvolutionAttributes,
): { geometry: Geometry; plain: boolean; outShape: Shape4 } {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations ?? 1,
    pad as "valid",
    dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
  const { kernelHeight, kernelWidth } = { kernelHeight: info.filterHeight, kernelWidth: info.filterWidth };
  return {
    outShape: info.outShape,
    plain: info.dataFormat === "channelsLast" && info.dilationHeight === 1 && info.dilationWidth === 1,
    geometry: {
      batch: info.batchSize,
      inHeight: info.inHeight,
      inWidth: info.inWidth,
      inChannels: info.inChannels,
      outHeight: info.outHeight,
      outWidth: info.outWidth,
      outChannels: info.outChannels,
      kernelHeight,
      kernelWidth,
      strideHeight: info.strideHeight,
      strideWidth: info.strideWidth,
      top: info.padInfo.top,
      left: info.padInfo.left,
    },
  };
}
