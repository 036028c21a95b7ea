import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { GLOBAL_MAX, GLOBAL_MAX_GRADIENT } from "./fused-global-max";
import { hasKernel } from "./has-kernel";

/** Gives the wasm backend the kernels of `globalMax`. */
export function installGlobalMaxKernels(): void {
  if (hasKernel(GLOBAL_MAX)) return;
  const floats = (backend: BackendWasm, tensor: tf.TensorInfo): Float32Array =>
    backend.typedArrayFromHeap(tensor) as Float32Array;

  tf.registerKernel({
    kernelName: GLOBAL_MAX,
    backendName: "wasm",
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const backend = call.backend as BackendWasm;
      const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
      const result = backend.makeOutput([batch, channels], "float32");
      const [from, to] = [floats(backend, x), floats(backend, result)];
      to.fill(Number.NEGATIVE_INFINITY);
      const pixels = height * width;
      for (let i = 0; i < batch * pixels; i++) {
        const row = Math.floor(i / pixels) * channels;
        // NaN must not get lost: a run that diverges has to be noticed.
        for (let c = 0; c < channels; c++) to[row + c] = Math.max(to[row + c] ?? 0, from[i * channels + c] ?? 0);
      }
      return result;
    },
  });
  tf.registerKernel({
    kernelName: GLOBAL_MAX_GRADIENT,
    backendName: "wasm",
    kernelFunc: (call) => {
      const { dy, x, y } = call.inputs as Record<"dy" | "x" | "y", tf.TensorInfo>;
      const backend = call.backend as BackendWasm;
      const [, height = 0, width = 0, channels = 0] = x.shape;
      const dx = backend.makeOutput(x.shape, "float32");
      const [slope, from, most, to] = [
        floats(backend, dy),
        floats(backend, x),
        floats(backend, y),
        floats(backend, dx),
      ];
      const sample = height * width * channels;
      for (let i = 0; i < to.length; i += channels) {
        const row = Math.floor(i / sample) * channels;
        for (let c = 0; c < channels; c++) to[i + c] = from[i + c] === most[row + c] ? (slope[row + c] ?? 0) : 0;
      }
      return dx;
    },
  });
}
