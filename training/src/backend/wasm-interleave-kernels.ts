import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { DEINTERLEAVE, INTERLEAVE } from "./fused-upsample";
import { hasKernel } from "./has-kernel";

/** Gives the wasm backend the kernels of `upsampleConvolution`. */
export function installInterleaveKernels(): void {
  if (hasKernel(INTERLEAVE)) return;
  tf.registerKernel({
    kernelName: INTERLEAVE,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend }) => {
      const { x } = inputs as { x: tf.TensorInfo };
      const [batch = 0, rows = 0, columns = 0, channels = 0] = x.shape;
      const large = [batch, (rows - 1) * 2, (columns - 1) * 2, channels / 4];
      return move(x, large, backend as BackendWasm, "gather");
    },
  });
  tf.registerKernel({
    kernelName: DEINTERLEAVE,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend }) => {
      const { x } = inputs as { x: tf.TensorInfo };
      const [batch = 0, rows = 0, columns = 0, channels = 0] = x.shape;
      const small = [batch, rows / 2 + 1, columns / 2 + 1, channels * 4];
      return move(x, small, backend as BackendWasm, "scatter");
    },
  });
}

/**
 * Between `[n, h + 1, w + 1, 4 c]` and `[n, 2 h, 2 w, c]`: pixel (2 i + a, 2 j + b) of the large picture is the part
 * 2 a + b of pixel (i + a, j + b) of the small one. Parts at the small picture's edge that no pixel takes become 0.
 */
function move(x: tf.TensorInfo, shape: number[], backend: BackendWasm, direction: "gather" | "scatter"): tf.TensorInfo {
  const result = backend.makeOutput(shape, "float32");
  const from = backend.typedArrayFromHeap(x) as Float32Array;
  const to = backend.typedArrayFromHeap(result) as Float32Array;
  const gather = direction === "gather";
  const [batch = 0, rows = 0, columns = 0, channels = 0] = gather ? shape : x.shape;
  const smallColumns = columns / 2 + 1;
  if (!gather) to.fill(0);
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < rows; row++) {
      const [i, a] = [row >> 1, row & 1];
      const smallRow = (n * (rows / 2 + 1) + i + a) * smallColumns;
      let large = (n * rows + row) * columns * channels;
      for (let column = 0; column < columns; column++) {
        const [j, b] = [column >> 1, column & 1];
        const small = ((smallRow + j + b) * 4 + 2 * a + b) * channels;
        if (gather) for (let c = 0; c < channels; c++) to[large + c] = from[small + c] ?? 0;
        else for (let c = 0; c < channels; c++) to[small + c] = from[large + c] ?? 0;
        large += channels;
      }
    }
  }
  return result;
}
