import * as tf from "@tensorflow/tfjs-core";

/**
 * Registers the gradients of the three convolution kernels. A convolution is linear in the picture and in the filter, so
 * they are each other's gradients, and gradients of any order are made of the same three. tfjs lacks the last.
 */
export function registerConvolutionGradients(): void {
  for (const gradient of gradients) {
    if (tf.getGradient(gradient.kernelName)) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}

const gradients: readonly tf.GradConfig[] = [
  gradientOf("Conv2D", ["x", "filter"], (dy, [x, filter], how) => ({
    x: () => inputGradient(dy, filter, x.shape, how),
    filter: () => filterGradient(x, dy, filter.shape, how),
  })),
  gradientOf("Conv2DBackpropInput", ["dy", "filter"], (ddx, [dy, filter], how) => ({
    dy: () => convolution(ddx, filter, how),
    filter: () => filterGradient(ddx, dy, filter.shape, how),
  })),
  gradientOf("Conv2DBackpropFilter", ["x", "dy"], (ddfilter, [x, dy], how) => ({
    x: () => inputGradient(dy, ddfilter, x.shape, how),
    dy: () => convolution(x, ddfilter, how),
  })),
];

function gradientOf(
  kernelName: string,
  inputs: readonly [string, string],
  differentiate: (
    gradient: tf.Tensor,
    inputs: readonly [tf.Tensor, tf.Tensor],
    how: tf.NamedAttrMap,
  ) => Record<string, () => tf.Tensor>,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputs],
    gradFunc: (gradient, saved, attributes) => {
      const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes as Record<string, tf.Attribute>;
      if ([dilations ?? 1].flat().some((dilation) => dilation !== 1)) {
        throw new Error("the gradient of a convolution with dilation is not available");
      }
      const how = { strides, pad, dataFormat, dimRoundingMode, dilations: 1 } as tf.NamedAttrMap;
      return differentiate(gradient as tf.Tensor, saved as [tf.Tensor, tf.Tensor], how);
    },
  };
}

function convolution(x: tf.Tensor, filter: tf.Tensor, how: tf.NamedAttrMap): tf.Tensor {
  return run("Conv2D", { x, filter }, how);
}

function inputGradient(dy: tf.Tensor, filter: tf.Tensor, inputShape: number[], how: tf.NamedAttrMap): tf.Tensor {
  return run("Conv2DBackpropInput", { dy, filter }, { ...how, inputShape });
}

function filterGradient(x: tf.Tensor, dy: tf.Tensor, filterShape: number[], how: tf.NamedAttrMap): tf.Tensor {
  return run("Conv2DBackpropFilter", { x, dy }, { ...how, filterShape });
}

function run(kernelName: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes);
}
