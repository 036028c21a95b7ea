import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

import { LAYER_NORM, LAYER_NORM_GRADIENT } from "./fused-layer-norm";
import { hasKernel } from "./has-kernel";

type Infos<Name extends string> = Record<Name, tf.TensorInfo>;

/** Gives the wasm backend the kernels of `fusedLayerNorm`. */
export function installLayerNormKernels(): void {
  if (hasKernel(LAYER_NORM)) return;
  tf.registerKernel({
    kernelName: LAYER_NORM,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs }) =>
      forward(
        inputs as Infos<"x" | "rho" | "gamma" | "beta">,
        backend as BackendWasm,
        (attrs as { epsilon: number }).epsilon,
      ),
  });
  tf.registerKernel({
    kernelName: LAYER_NORM_GRADIENT,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs }) =>
      backward(
        inputs as Infos<"dy" | "x" | "rho" | "gamma" | "beta" | "mean" | "variance">,
        backend as BackendWasm,
        (attrs as { epsilon: number }).epsilon,
      ),
  });
}

function forward(
  { x, rho, gamma, beta }: Infos<"x" | "rho" | "gamma" | "beta">,
  backend: BackendWasm,
  epsilon: number,
): tf.TensorInfo[] {
  const { batch, pixels, channels } = extent(x);
  const y = backend.makeOutput(x.shape, "float32");
  const mean = backend.makeOutput([batch, 1, 1, channels], "float32");
  const variance = backend.makeOutput([batch, 1, 1, channels], "float32");
  const [values, blend, scale, shift] = views(backend, [x, rho, gamma, beta]);
  const [results, means, variances] = views(backend, [y, mean, variance]);
  const factor = new Float64Array(channels);
  const offset = new Float64Array(channels);
  for (let n = 0; n < batch; n++) {
    const sample = values.subarray(n * pixels * channels, (n + 1) * pixels * channels);
    const m = means.subarray(n * channels, (n + 1) * channels);
    const v = variances.subarray(n * channels, (n + 1) * channels);
    channelMoments(sample, m, v);
    const { layerMean, byLayer } = layerMoments(m, v, epsilon);
    const [gammas, betas] = [rowOf(gamma, scale, n), rowOf(beta, shift, n)];
    for (let c = 0; c < channels; c++) {
      const [r, g] = [blend[c] ?? 0, gammas[c] ?? 0];
      const instance = (g * r) / Math.sqrt((v[c] ?? 0) + epsilon);
      const layer = g * (1 - r) * byLayer;
      factor[c] = instance + layer;
      offset[c] = (betas[c] ?? 0) - instance * (m[c] ?? 0) - layer * layerMean;
    }
    const to = results.subarray(n * pixels * channels, (n + 1) * pixels * channels);
    for (let p = 0; p < to.length; p += channels) {
      for (let c = 0; c < channels; c++) to[p + c] = (factor[c] ?? 0) * (sample[p + c] ?? 0) + (offset[c] ?? 0);
    }
  }
  return [y, mean, variance];
}

/**
 * With the sums over the pixels D = sum dy and E = sum dy (x - mean) of each channel, everything is a factor times dy,
 * a factor times x and an offset: the pictures are read for the sums, and once more to be combined.
 */
function backward(
  given: Infos<"dy" | "x" | "rho" | "gamma" | "beta" | "mean" | "variance">,
  backend: BackendWasm,
  epsilon: number,
): tf.TensorInfo[] {
  const { x, gamma, beta } = given;
  const { batch, pixels, channels } = extent(x);
  const like = ({ shape }: tf.TensorInfo): tf.TensorInfo => backend.makeOutput(shape, "float32");
  const outputs: [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo, tf.TensorInfo] = [
    like(x),
    like(given.rho),
    like(gamma),
    like(beta),
  ];
  const [slopes, values, blend, scale, means, variances] = views(backend, [
    given.dy,
    x,
    given.rho,
    gamma,
    given.mean,
    given.variance,
  ]);
  const [dx, drho, dgamma, dbeta] = views(backend, outputs);
  for (const gradient of [drho, dgamma, dbeta]) gradient.fill(0);
  const row = (): Float64Array => new Float64Array(channels);
  const [sums, products, ofSlope, ofValue, offset] = [row(), row(), row(), row(), row()];
  for (let n = 0; n < batch; n++) {
    const [start, end] = [n * pixels * channels, (n + 1) * pixels * channels];
    const [dy, from] = [slopes.subarray(start, end), values.subarray(start, end)];
    const m = means.subarray(n * channels, (n + 1) * channels);
    const v = variances.subarray(n * channels, (n + 1) * channels);
    sums.fill(0);
    products.fill(0);
    for (let p = 0; p < dy.length; p += channels) {
      for (let c = 0; c < channels; c++) {
        const d = dy[p + c] ?? 0;
        sums[c] = (sums[c] ?? 0) + d;
        products[c] = (products[c] ?? 0) + d * ((from[p + c] ?? 0) - (m[c] ?? 0));
      }
    }
    const { layerMean, byLayer } = layerMoments(m, v, epsilon);
    const [g, dg, db] = [rowOf(gamma, scale, n), rowOf(gamma, dgamma, n), rowOf(beta, dbeta, n)];
    // What the layer's mean and deviation pass on.
    let [throughMean, throughDeviation] = [0, 0];
    for (let c = 0; c < channels; c++) {
      const [D, E, r] = [sums[c] ?? 0, products[c] ?? 0, blend[c] ?? 0];
      const byChannel = 1 / Math.sqrt((v[c] ?? 0) + epsilon);
      const aboutLayer = E + ((m[c] ?? 0) - layerMean) * D;
      const [instance, layer] = [E * byChannel, aboutLayer * byLayer];
      dg[c] = (dg[c] ?? 0) + r * instance + (1 - r) * layer;
      db[c] = (db[c] ?? 0) + D;
      drho[c] = (drho[c] ?? 0) + (g[c] ?? 0) * (instance - layer);
      const share = (g[c] ?? 0) * (1 - r);
      throughMean += share * D;
      throughDeviation += share * aboutLayer;
      const weight = (g[c] ?? 0) * r * byChannel;
      const curve = (weight * byChannel ** 2 * E) / pixels;
      ofSlope[c] = weight + share * byLayer;
      ofValue[c] = -curve;
      offset[c] = curve * (m[c] ?? 0) - (weight * D) / pixels;
    }
    const curve = (byLayer ** 3 * throughDeviation) / (pixels * channels);
    const common = curve * layerMean - (byLayer * throughMean) / (pixels * channels);
    for (let c = 0; c < channels; c++) {
      ofValue[c] = (ofValue[c] ?? 0) - curve;
      offset[c] = (offset[c] ?? 0) + common;
    }
    const to = dx.subarray(start, end);
    for (let p = 0; p < to.length; p += channels) {
      for (let c = 0; c < channels; c++) {
        to[p + c] = (ofSlope[c] ?? 0) * (dy[p + c] ?? 0) + (ofValue[c] ?? 0) * (from[p + c] ?? 0) + (offset[c] ?? 0);
      }
    }
  }
  return outputs;
}

/** Mean and biased variance of each channel of `[pixels, channels]`; two passes, for differences of large numbers lose digits. */
function channelMoments(sample: Float32Array, mean: Float32Array, variance: Float32Array): void {
  const channels = mean.length;
  const pixels = sample.length / channels;
  const sums = new Float64Array(channels);
  for (let p = 0; p < sample.length; p += channels) {
    for (let c = 0; c < channels; c++) sums[c] = (sums[c] ?? 0) + (sample[p + c] ?? 0);
  }
  const squares = new Float64Array(channels);
  for (let c = 0; c < channels; c++) sums[c] = (sums[c] ?? 0) / pixels;
  for (let p = 0; p < sample.length; p += channels) {
    for (let c = 0; c < channels; c++) squares[c] = (squares[c] ?? 0) + ((sample[p + c] ?? 0) - (sums[c] ?? 0)) ** 2;
  }
  for (let c = 0; c < channels; c++) {
    mean[c] = sums[c] ?? 0;
    variance[c] = (squares[c] ?? 0) / pixels;
  }
}

/** The layer's moments follow from the channels'. @returns Its mean, and one over its deviation. */
function layerMoments(
  mean: Float32Array,
  variance: Float32Array,
  epsilon: number,
): { layerMean: number; byLayer: number } {
  const channels = mean.length;
  const layerMean = mean.reduce((sum, m) => sum + m, 0) / channels;
  let layerVariance = 0;
  for (let c = 0; c < channels; c++) {
    layerVariance += ((variance[c] ?? 0) + ((mean[c] ?? 0) - layerMean) ** 2) / channels;
  }
  return { layerMean, byLayer: 1 / Math.sqrt(layerVariance + epsilon) };
}

/** A sample's row of a parameter, or the one that all share. */
function rowOf({ shape }: tf.TensorInfo, view: Float32Array, sample: number): Float32Array {
  const [samples = 1, , , channels = 0] = shape;
  return samples === 1 ? view : view.subarray(sample * channels, (sample + 1) * channels);
}

function extent({ shape }: tf.TensorInfo): { batch: number; pixels: number; channels: number } {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  return { batch, pixels: height * width, channels };
}

/** Views are taken after everything has been allocated: that may move the heap. */
function views<Tensors extends readonly tf.TensorInfo[]>(
  backend: BackendWasm,
  tensors: readonly [...Tensors],
): { [Index in keyof Tensors]: Float32Array } {
  return tensors.map((tensor) => backend.typedArrayFromHeap(tensor)) as { [Index in keyof Tensors]: Float32Array };
}
