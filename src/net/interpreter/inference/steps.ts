import * as tf from "@tensorflow/tfjs-core";

import type { Activation, NodeOf } from "../../graph";
import type { FloatTensor } from "../../tensors";
import { blockKernel, upsampledKernels } from "./kernels";

/** One picture in, one picture out; further inputs are vectors, `[1, channels]`. Tensors that a step keeps are in `tensors`, for the plan to dispose. */
export interface PictureStep {
  readonly run: (x: tf.Tensor4D, ...vectors: readonly tf.Tensor[]) => tf.Tensor4D;
  readonly tensors: readonly tf.Tensor[];
}

type Convolution = NodeOf<"conv2d" | "depthwiseConv2d">;
export type FusedActivation = "linear" | "relu" | "relu6";

/** The activations that tfjs's fused kernels apply exactly as the graph means them. */
export function fusable(activation: Activation): FusedActivation | null {
  return activation === "relu" || activation === "relu6" ? activation : null;
}

/** Convolution, bias and activation in one kernel. */
export function convolutionStep(
  node: Convolution,
  kernel: FloatTensor,
  bias: FloatTensor | null,
  activation: FusedActivation,
): PictureStep {
  const filter = tf.tensor4d(kernel.data, shape4(kernel));
  const biasTensor = bias === null ? null : tf.tensor1d(bias.data);
  const pad = node.padding === "same" ? "same" : padding4([node.padding, node.padding, node.padding, node.padding]);
  const run = node.op === "conv2d" ? tf.fused.conv2d : tf.fused.depthwiseConv2d;
  return {
    run: (x) =>
      run({
        x,
        filter,
        strides: node.stride,
        // The types of the fused kernels forget explicit padding, which they take as `tf.conv2d` does.
        pad: pad as "same",
        activation,
        ...(biasTensor && { bias: biasTensor }),
      }),
    tensors: biasTensor === null ? [filter] : [filter, biasTensor],
  };
}

/** Nearest upsampling and the convolution after it: see {@link upsampledKernels}. */
export function upsampledConvolutionStep(
  kernel: FloatTensor,
  bias: FloatTensor | null,
  activation: FusedActivation,
  scale: number,
): PictureStep {
  const phases = upsampledKernels(kernel, scale).map((phase) => ({
    filter: tf.tensor4d(phase.kernel.data, shape4(phase.kernel)),
    pad: padding4(phase.padding),
  }));
  const biasTensor = bias === null ? null : tf.tensor1d(bias.data);
  const run = (x: tf.Tensor4D): tf.Tensor4D => {
    const parts = phases.map(({ filter, pad }) =>
      tf.fused.conv2d({ x, filter, strides: 1, pad, activation, ...(biasTensor && { bias: biasTensor }) }),
    );
    const [, height, width, channels] = x.shape.with(3, kernel.shape[3] ?? 0) as [number, number, number, number];
    // Two transpositions of rank 4 and 3: the wasm backend has no fast one of rank 5.
    const stacked = tf.reshape(tf.concat(parts, 0), [scale, scale, height * width, channels]);
    const rows = tf.reshape(tf.transpose(stacked, [0, 2, 1, 3]), [scale, height, width * scale * channels]);
    return tf.reshape(tf.transpose(rows, [1, 0, 2]), [1, height * scale, width * scale, channels]);
  };
  return { run, tensors: [...phases.map(({ filter }) => filter), ...(biasTensor === null ? [] : [biasTensor])] };
}

/** A convolution to few channels, 2x2 pixels at a time: see {@link blockKernel}. For pictures with even sides. */
export function blockConvolutionStep(
  kernel: FloatTensor,
  bias: FloatTensor | null,
  activation: FusedActivation,
): PictureStep {
  const wide = blockKernel(kernel);
  const filter = tf.tensor4d(wide.data, shape4(wide));
  const biasTensor = bias === null ? null : tf.tidy(() => tf.tile(tf.tensor1d(bias.data), [4]));
  const half = ((kernel.shape[0] ?? 1) - 1) / 2;
  const pad = padding4([half, half, half, half]);
  const channels = kernel.shape[3] ?? 0;
  const run = (x: tf.Tensor4D): tf.Tensor4D => {
    const blocks = tf.fused.conv2d({ x, filter, strides: 2, pad, activation, ...(biasTensor && { bias: biasTensor }) });
    const [, height, width] = blocks.shape;
    const split = tf.reshape(blocks, [height, width, 2, 2 * channels]);
    return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [1, height * 2, width * 2, channels]);
  };
  return { run, tensors: biasTensor === null ? [filter] : [filter, biasTensor] };
}

/** tanh x = 2 sigmoid(2x) - 1: the wasm backend's sigmoid is vectorised, its tanh is not. */
export function tanhStep(): PictureStep {
  return { run: (x) => tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1), tensors: [] };
}

function shape4({ shape }: FloatTensor): [number, number, number, number] {
  return shape as unknown as [number, number, number, number];
}

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

function padding4([top, bottom, left, right]: readonly [number, number, number, number]): ExplicitPadding {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
