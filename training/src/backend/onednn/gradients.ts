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
  const strides = [how["strides"] ?? 1].flat() as number[];
  if (filterShape[0] === 1 && filterShape[1] === 1 && strides.some((stride) => stride !== 1)) {
    // oneDNN 2.6 reads memory that it did not fill here: the result is wrong now and then, and another each time.
    const read = pixelsRead(x as tf.Tensor4D, filterShape, how);
    return run("Conv2DBackpropFilter", { x: read, dy }, { ...how, strides: [1, 1], pad: "valid", filterShape });
  }
  return run("Conv2DBackpropFilter", { x, dy }, { ...how, filterShape });
}

/** The pixels that a strided 1x1 convolution reads, `[n, outHeight, outWidth, c]`. */
function pixelsRead(
  x: tf.Tensor4D,
  filterShape: number[],
  { strides, pad, dimRoundingMode }: tf.NamedAttrMap,
): tf.Tensor {
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape as [number, number, number, number],
    strides as number,
    1,
    pad as "same",
    dimRoundingMode as "floor" | undefined,
  );
  const { strideHeight, strideWidth, outHeight, outWidth, batchSize, inChannels, padInfo } = info;
  const padded = tf.pad(x, [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const end = [batchSize, (outHeight - 1) * strideHeight + 1, (outWidth - 1) * strideWidth + 1, inChannels];
  return tf.stridedSlice(padded, [0, 0, 0, 0], end, [1, strideHeight, strideWidth, 1]);
}

function run(kernelName: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes);
}
