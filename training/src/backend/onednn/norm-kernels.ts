import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { NORM, NORM_GRADIENT, type NormAttributes } from "../fused-norm";
import { PrimitiveCache } from "./cache";
import type { Engine } from "./engine";
import { Normalization } from "./normalization";

type Infos = Readonly<Record<string, tf.TensorInfo>>;
/** The views of one group's part of each tensor. */
type Views<Name extends string> = Record<Name, Float32Array>;

/** Gives the wasm backend the kernels of `fusedNorm`. @returns Takes them away again. */
export function installNormKernels(engine: Engine): () => void {
  const cache = new PrimitiveCache<Normalization>();

  const forGroups = <Name extends string>(
    backend: BackendWasm,
    x: tf.TensorInfo,
    { epsilon, over }: NormAttributes,
    tensors: Record<Name, tf.TensorInfo>,
    run: (norm: Normalization, views: Views<Name>) => void,
  ): void => {
    const [samples = 0, height = 0, width = 0, channels = 0] = x.shape;
    const groups = over === "batch" ? 1 : samples;
    const geometry = { batch: samples / groups, height, width, channels, epsilon };
    const norm = cache.get(Object.values(geometry).join(), () => new Normalization(engine, geometry));
    if (!norm) return;
    const names = Object.keys(tensors) as Name[];
    const whole = names.map((name) => backend.typedArrayFromHeap(tensors[name]) as Float32Array);
    for (let group = 0; group < groups; group++) {
      const views = names.map((name, i): [Name, Float32Array] => {
        const view = whole[i] ?? new Float32Array();
        // A row that all groups share stays where it is.
        const length = tensors[name].shape[0] === 1 ? view.length : view.length / groups;
        return [name, tensors[name].shape[0] === 1 ? view : view.subarray(group * length, (group + 1) * length)];
      });
      run(norm, Object.fromEntries(views) as Views<Name>);
    }
  };

  const rows = (backend: BackendWasm, x: tf.TensorInfo, over: NormAttributes["over"]): tf.TensorInfo =>
    backend.makeOutput([over === "batch" ? 1 : (x.shape[0] ?? 0), 1, 1, x.shape[3] ?? 0], "float32");

  tf.registerKernel({
    kernelName: NORM,
    backendName: "wasm",
    kernelFunc: (call) => {
      const { x, gamma, beta } = call.inputs as Infos & Record<"x" | "gamma" | "beta", tf.TensorInfo>;
      const attributes = call.attrs as unknown as NormAttributes;
      const backend = call.backend as BackendWasm;
      const y = backend.makeOutput(x.shape, "float32");
      const mean = rows(backend, x, attributes.over);
      const variance = rows(backend, x, attributes.over);
      forGroups(backend, x, attributes, { x, gamma, beta, y, mean, variance }, (norm, views) => norm.forward(views));
      return [y, mean, variance];
    },
  });
  tf.registerKernel({
    kernelName: NORM_GRADIENT,
    backendName: "wasm",
    kernelFunc: (call) => {
      const given = call.inputs as Record<"dy" | "x" | "mean" | "variance" | "gamma" | "beta", tf.TensorInfo>;
      const attributes = call.attrs as unknown as NormAttributes;
      const backend = call.backend as BackendWasm;
      const dx = backend.makeOutput(given.x.shape, "float32");
      const dgamma = rows(backend, given.x, attributes.over);
      const dbeta = rows(backend, given.x, attributes.over);
      const tensors = { ...given, dx, dgamma, dbeta };
      forGroups(backend, given.x, attributes, tensors, (norm, views) => norm.backward(views));
      return [dx, dgamma, dbeta];
    },
  });
  return () => {
    tf.unregisterKernel(NORM, "wasm");
    tf.unregisterKernel(NORM_GRADIENT, "wasm");
  };
}
