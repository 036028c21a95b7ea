import affineCached from "../../../../../shaders/engine/affine-cached.wgsl?raw";
import affineDirect from "../../../../../shaders/engine/affine-direct.wgsl?raw";
import affine from "../../../../../shaders/engine/affine.wgsl?raw";
import arithmeticF16 from "../../../../../shaders/engine/arithmetic-f16.wgsl?raw";
import arithmeticF32 from "../../../../../shaders/engine/arithmetic-f32.wgsl?raw";
import arithmeticInt8 from "../../../../../shaders/engine/arithmetic-int8.wgsl?raw";
import bilinear from "../../../../../shaders/engine/bilinear.wgsl?raw";
import channelSum from "../../../../../shaders/engine/channel-sum.wgsl?raw";
import concat from "../../../../../shaders/engine/concat.wgsl?raw";
import conv from "../../../../../shaders/engine/conv.wgsl?raw";
import dense from "../../../../../shaders/engine/dense.wgsl?raw";
import depthwise from "../../../../../shaders/engine/depthwise.wgsl?raw";
import globalPool from "../../../../../shaders/engine/global-pool.wgsl?raw";
import layerNormRows from "../../../../../shaders/engine/layer-norm-rows.wgsl?raw";
import pointwise from "../../../../../shaders/engine/pointwise.wgsl?raw";
import pool from "../../../../../shaders/engine/pool.wgsl?raw";
import reshape from "../../../../../shaders/engine/reshape.wgsl?raw";
import softmax from "../../../../../shaders/engine/softmax.wgsl?raw";
import source from "../../../../../shaders/engine/source.wgsl?raw";
import stats from "../../../../../shaders/engine/stats.wgsl?raw";
import step from "../../../../../shaders/engine/step.wgsl?raw";
import storageFloat from "../../../../../shaders/engine/storage-float.wgsl?raw";
import storageHalf from "../../../../../shaders/engine/storage-half.wgsl?raw";
import type { Step } from "../plan/steps";
import type { Arithmetic, Storage } from "../types";

const ARITHMETICS: Readonly<Record<Arithmetic, string>> = {
  f32: arithmeticF32,
  f16: arithmeticF16,
  int8: arithmeticInt8,
};

const STORAGES: Readonly<Record<Storage, string>> = { float: storageFloat, half: storageHalf };

const KERNELS: Readonly<Record<Step["kernel"], string>> = {
  conv,
  depthwise,
  dense,
  pointwise,
  pool,
  bilinear,
  concat,
  reshape,
  softmax,
  "global-pool": globalPool,
  "channel-sum": channelSum,
  "layer-norm-rows": layerNormRows,
};

/** Kernels that call `cache_affines`. */
const CACHING: ReadonlySet<Step["kernel"]> = new Set(["conv", "depthwise", "pointwise"]);

/** The whole WGSL of a kernel. WGSL has no imports: its files are put together in the order in which they build on each other. */
export function shaderOf(kernel: Step["kernel"], arithmetic: Arithmetic, storage: Storage): string {
  // Only convolutions multiply in another arithmetic. A directive such as `enable f16` has to come first.
  const before = kernel === "conv" ? [ARITHMETICS[arithmetic]] : [];
  const access = CACHING.has(kernel) ? affineCached : affineDirect;
  return [...before, STORAGES[storage], step, stats, affine, source, access, KERNELS[kernel]].join("\n");
}
