import * as tf from "@tensorflow/tfjs-core";

// tfjs has no gradient of resizing with half-pixel centres, and none at all on wasm: both are written out here.

/** Nearest-neighbour upsampling by an integer; its gradient is the sum over each block. */
export function upsampleNearest(x: tf.Tensor4D, scale: number): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input] = args as unknown as [tf.Tensor4D];
    const gradFunc = (dy: tf.Tensor): tf.Tensor =>
      tf.mul(tf.avgPool(dy as tf.Tensor4D, scale, scale, "valid"), scale * scale);
    return { value: tf.image.resizeNearestNeighbor(input, [input.shape[1] * scale, input.shape[2] * scale]), gradFunc };
  });
  return run(x);
}

/**
 * Bilinear upsampling by an integer with half-pixel centres, as TFLite, ONNX and PyTorch (align_corners false) have them.
 * The resize is linear and separable, Y = A X B^T, so its gradient is A^T dY B.
 */
export function upsampleBilinear(x: tf.Tensor4D, scale: number): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input] = args as unknown as [tf.Tensor4D];
    const [batch, height, width, channels] = input.shape;
    const gradFunc = (dy: tf.Tensor): tf.Tensor => {
      const rows = interpolationMatrix(height, scale);
      const columns = interpolationMatrix(width, scale);
      const byRow = tf.transpose(tf.reshape(dy, [batch, height * scale, width * scale * channels]), [1, 0, 2]);
      const shrunk = tf.matMul(rows, tf.reshape(byRow, [height * scale, -1]), true);
      const byColumn = tf.transpose(tf.reshape(shrunk, [height * batch, width * scale, channels]), [1, 0, 2]);
      const result = tf.matMul(columns, tf.reshape(byColumn, [width * scale, -1]), true);
      return tf.transpose(tf.reshape(result, [width, height, batch, channels]), [2, 1, 0, 3]);
    };
    return { value: tf.image.resizeBilinear(input, [height * scale, width * scale], false, true), gradFunc };
  });
  return run(x);
}

/** `[length * scale, length]`: weight of each input position in each output position. */
function interpolationMatrix(length: number, scale: number): tf.Tensor2D {
  const data = new Float32Array(length * scale * length);
  for (let out = 0; out < length * scale; out++) {
    const position = Math.min(Math.max((out + 0.5) / scale - 0.5, 0), length - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, length - 1);
    const fraction = position - low;
    data[out * length + low] = (data[out * length + low] ?? 0) + 1 - fraction;
    data[out * length + high] = (data[out * length + high] ?? 0) + fraction;
  }
  return tf.tensor2d(data, [length * scale, length]);
}
