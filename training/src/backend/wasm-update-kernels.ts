import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { ADAM, type AdamRates, type AdamState, FOLLOW } from "./fused-updates";
import { hasKernel } from "./has-kernel";

type Infos<Name extends string> = Record<Name, tf.TensorInfo>;

/** Gives the wasm backend the kernels of `adamUpdate` and `followed`. */
export function installUpdateKernels(): void {
  if (hasKernel(ADAM)) return;
  tf.registerKernel({
    kernelName: ADAM,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs }) =>
      adam(inputs as Infos<keyof AdamState | "gradient">, backend as BackendWasm, attrs as unknown as AdamRates),
  });
  tf.registerKernel({
    kernelName: FOLLOW,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs }) =>
      follow(inputs as Infos<"average" | "value">, backend as BackendWasm, (attrs as { decay: number }).decay),
  });
}

function adam(state: Infos<keyof AdamState | "gradient">, backend: BackendWasm, rates: AdamRates): tf.TensorInfo[] {
  const { learningRate, beta1, beta2, firstCorrection, secondCorrection, epsilon, weightDecay } = rates;
  const results = [state.value, state.first, state.second].map(({ shape }) => backend.makeOutput(shape, "float32"));
  // Views are taken after the results have been allocated: that may have moved the heap.
  const view = floats(backend);
  const [value, first, second, gradient] = [
    view(state.value),
    view(state.first),
    view(state.second),
    view(state.gradient),
  ];
  const [newValue, newFirst, newSecond] = results.map(view);
  if (!newValue || !newFirst || !newSecond) throw new Error("three results were not three");
  const rate = learningRate / firstCorrection;
  const correction = 1 / secondCorrection;
  for (let i = 0; i < value.length; i++) {
    const before = value[i] ?? 0;
    const slope = (gradient[i] ?? 0) + weightDecay * before;
    const m = beta1 * (first[i] ?? 0) + (1 - beta1) * slope;
    const v = beta2 * (second[i] ?? 0) + (1 - beta2) * slope * slope;
    newFirst[i] = m;
    newSecond[i] = v;
    newValue[i] = before - (rate * m) / (Math.sqrt(v * correction) + epsilon);
  }
  return results;
}

function follow({ average, value }: Infos<"average" | "value">, backend: BackendWasm, decay: number): tf.TensorInfo {
  const result = backend.makeOutput(average.shape, "float32");
  const view = floats(backend);
  const [before, towards, after] = [view(average), view(value), view(result)];
  for (let i = 0; i < after.length; i++) after[i] = decay * (before[i] ?? 0) + (1 - decay) * (towards[i] ?? 0);
  return result;
}

function floats(backend: BackendWasm): (tensor: tf.TensorInfo) => Float32Array {
  return (tensor) => backend.typedArrayFromHeap(tensor) as Float32Array;
}
