import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { RELU, RELU_GRADIENT } from "../fused-relu";
import { PrimitiveCache } from "./cache";
import { Elementwise, ReluGradient } from "./elementwise";
import type { Engine } from "./engine";

/** Below this many elements a call of the library takes longer than the kernel that was there. */
const WORTHWHILE = 4096;

/** Gives the wasm backend the kernels of `fusedRelu`, and a faster `Tanh`. @returns Puts everything back. */
export function installActivationKernels(engine: Engine): () => void {
  const functions = new PrimitiveCache<Elementwise>();
  const gradients = new PrimitiveCache<ReluGradient>();
  const floats = (backend: BackendWasm, tensor: tf.TensorInfo): Float32Array =>
    backend.typedArrayFromHeap(tensor) as Float32Array;
  const originalTanh = tf.getKernel("Tanh", "wasm");

  tf.registerKernel({
    kernelName: RELU,
    backendName: "wasm",
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const { slope } = call.attrs as { slope: number };
      const backend = call.backend as BackendWasm;
      const y = backend.makeOutput(x.shape, "float32");
      const length = tf.util.sizeFromShape(x.shape);
      const relu = functions.get(`relu ${length} ${slope}`, () => new Elementwise(engine, "relu", length, slope));
      relu?.run(floats(backend, x), floats(backend, y));
      return y;
    },
  });
  tf.registerKernel({
    kernelName: RELU_GRADIENT,
    backendName: "wasm",
    kernelFunc: (call) => {
      const { dy, y } = call.inputs as { dy: tf.TensorInfo; y: tf.TensorInfo };
      const { slope } = call.attrs as { slope: number };
      const backend = call.backend as BackendWasm;
      const dx = backend.makeOutput(dy.shape, "float32");
      const length = tf.util.sizeFromShape(dy.shape);
      const gradient = gradients.get(`${length} ${slope}`, () => new ReluGradient(engine, length, slope));
      gradient?.run(floats(backend, dy), floats(backend, y), floats(backend, dx));
      return dx;
    },
  });
  tf.unregisterKernel("Tanh", "wasm");
  tf.registerKernel({
    ...originalTanh,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const length = tf.util.sizeFromShape(x.shape);
      if (x.dtype !== "float32" || length < WORTHWHILE) return originalTanh.kernelFunc(call);
      const backend = call.backend as BackendWasm;
      const y = backend.makeOutput(x.shape, "float32");
      functions
        .get(`tanh ${length}`, () => new Elementwise(engine, "tanh", length))
        ?.run(floats(backend, x), floats(backend, y));
      return y;
    },
  });
  return () => {
    tf.unregisterKernel(RELU, "wasm");
    tf.unregisterKernel(RELU_GRADIENT, "wasm");
    tf.unregisterKernel("Tanh", "wasm");
    tf.registerKernel(originalTanh);
  };
}
