import * as tf from "@tensorflow/tfjs-core";

type Padding4 = [[number, number], [number, number], [number, number], [number, number]];

interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | Padding4;
  readonly dilations: number | [number, number];
}

/**
 * Replaces tfjs's gradient of `Conv2D` by forward convolutions. The wasm backend has no kernel for the gradient of the
 * filter and a naive one for that of the input, while its forward convolution (XNNPACK) is some ten times faster.
 * Being made of forward convolutions, the gradient is itself differentiable.
 */
export function registerForwardConvGradient(): void {
  tf.unregisterGradient("Conv2D");
  tf.registerGradient({
    kernelName: "Conv2D",
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { strides, pad, dilations } = attributes as unknown as ConvAttributes;
      const stride = typeof strides === "number" ? strides : strides[0];
      const dilation = typeof dilations === "number" ? dilations : dilations[0];
      if (dilation !== 1)
        throw new Error(`the gradient of a convolution with dilation ${dilation} is not available on wasm`);
      const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, pad);
      const geometry = { stride, top: info.padInfo.top, left: info.padInfo.left };
      return {
        x: () => inputGradient(dy as tf.Tensor4D, filter, x.shape, geometry),
        filter: () => filterGradient(x, dy as tf.Tensor4D, filter.shape, geometry),
      };
    },
  });
}

interface Geometry {
  readonly stride: number;
  readonly top: number;
  readonly left: number;
}

/** Convolution of the gradient, spread out by the stride, with the filter turned by 180 degrees. */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  shape: tf.Tensor4D["shape"],
  { stride, top, left }: Geometry,
): tf.Tensor4D {
  const [kernelHeight, kernelWidth] = filter.shape;
  const spread = spreadByStride(dy, stride);
  const before: [number, number] = [kernelHeight - 1 - top, kernelWidth - 1 - left];
  const after: [number, number] = [
    shape[1] - spread.shape[1] - before[0] + kernelHeight - 1,
    shape[2] - spread.shape[2] - before[1] + kernelWidth - 1,
  ];
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  return padOrCropThenConvolve(spread, turned, [before[0], after[0]], [before[1], after[1]], 1);
}

/** Correlation of the input with the gradient: samples become channels, channels become samples. */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  shape: tf.Tensor4D["shape"],
  { stride, top, left }: Geometry,
): tf.Tensor4D {
  const [kernelHeight, kernelWidth] = shape;
  const swapped = tf.transpose(x, [3, 1, 2, 0]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]);
  const reach = (extent: number): number => (extent - 1) * stride + 1;
  const bottom = kernelHeight - 1 + reach(dy.shape[1]) - x.shape[1] - top;
  const right = kernelWidth - 1 + reach(dy.shape[2]) - x.shape[2] - left;
  return tf.transpose(padOrCropThenConvolve(swapped, kernel, [top, bottom], [left, right], stride), [1, 2, 0, 3]);
}

/** Negative padding crops: rows that no window of the forward convolution reached. */
function padOrCropThenConvolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  rows: readonly [number, number],
  columns: readonly [number, number],
  dilation: number,
): tf.Tensor4D {
  const crop = [...rows, ...columns].map((extent) => Math.max(-extent, 0)) as [number, number, number, number];
  const cropped = crop.some((extent) => extent > 0)
    ? tf.slice(x, [0, crop[0], crop[2], 0], [-1, x.shape[1] - crop[0] - crop[1], x.shape[2] - crop[2] - crop[3], -1])
    : x;
  const padding: Padding4 = [
    [0, 0],
    [Math.max(rows[0], 0), Math.max(rows[1], 0)],
    [Math.max(columns[0], 0), Math.max(columns[1], 0)],
    [0, 0],
  ];
  return tf.conv2d(cropped, filter, 1, padding, "NHWC", dilation);
}

/** Puts `stride - 1` zeros after every row and column: `[n, h, w, c]` → `[n, h stride, w stride, c]`. */
function spreadByStride(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const wide = tf.reshape(
    tf.pad(tf.reshape(x, [batch * height * width, channels]), [
      [0, 0],
      [0, channels * (stride - 1)],
    ]),
    [batch * height, width * stride * channels],
  );
  const tall = tf.pad(wide, [
    [0, 0],
    [0, width * stride * channels * (stride - 1)],
  ]);
  return tf.reshape(tall, [batch, height * stride, width * stride, channels]);
}
