import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";

import { startOneDnn, stopOneDnn } from "./onednn";
import { registerForwardConvGradient } from "./wasm-gradients";
import { installGlobalMaxKernels } from "./wasm-global-max-kernels";
import { installInterleaveKernels } from "./wasm-interleave-kernels";
import { installWasmKernels } from "./wasm-kernels";
import { installLayerNormKernels } from "./wasm-layer-norm-kernels";
import { installUpdateKernels } from "./wasm-update-kernels";
import { type AdapterKind, startWebGpu } from "./webgpu";

export const backendNames = ["tfjs-node-gpu", "tfjs-node", "webgpu", "onednn", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

/** The choice that commands leave to their user. */
export interface BackendOptions {
  readonly backend?: BackendName;
  /** Threads of oneDNN; without, `OMP_NUM_THREADS`, else one for each core. */
  readonly threads?: number;
  /** What WebGPU may run on; without, a GPU. */
  readonly adapter?: AdapterKind;
}

export interface LoadedBackend {
  readonly name: BackendName;
  /** What runs it, for people. */
  readonly label: string;
  /** Backends that were tried before it, and why they were passed over. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

/** The asked-for backend, or none at all, could not be started. */
export class BackendUnavailableError extends Error {
  override readonly name = "BackendUnavailableError";
}

/** Starts the first backend that this machine has, in the order of {@link backendNames}, or the one asked for. */
export async function loadBackend(options: BackendOptions = {}): Promise<LoadedBackend> {
  const passedOver: { name: BackendName; reason: string }[] = [];
  for (const name of options.backend ? [options.backend] : backendNames) {
    try {
      return { name, label: await starters[name](options), passedOver };
    } catch (error) {
      passedOver.push({ name, reason: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) });
    }
  }
  const reasons = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
  throw new BackendUnavailableError(`no backend could be started (${reasons})`);
}

const starters: Record<BackendName, (options: BackendOptions) => Promise<string>> = {
  "tfjs-node-gpu": () => startNative("@tensorflow/tfjs-node-gpu"),
  "tfjs-node": () => startNative("@tensorflow/tfjs-node"),
  webgpu: async ({ adapter }) => {
    const label = await startWebGpu(adapter ?? "gpu");
    await activate("webgpu");
    return label;
  },
  onednn: async ({ threads }) => {
    await startWasm();
    return `wasm + ${await startOneDnn(threads)}`;
  },
  wasm: async () => {
    const threads = await startWasm();
    stopOneDnn();
    registerForwardConvGradient();
    return `wasm, SIMD, ${threads} thread`;
  },
  cpu: async () => {
    await import("@tensorflow/tfjs-backend-cpu");
    await activate("cpu");
    return "plain JavaScript (slow)";
  },
};

async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its ${backend} backend`);
  await tf.ready();
}

/** @returns Threads of tfjs's own kernels. */
async function startWasm(): Promise<number> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  await activate("wasm");
  installWasmKernels();
  installUpdateKernels();
  installInterleaveKernels();
  installGlobalMaxKernels();
  installLayerNormKernels();
  return Math.max(wasm.getThreadsCount?.() ?? 1, 1);
}

async function startNative(packageName: string): Promise<string> {
  // The name is a variable because the package is optional: it downloads its library while installing.
  await import(packageName);
  await activate("tensorflow");
  return packageName;
}
