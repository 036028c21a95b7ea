import { dequantizeWeights } from "../../../net/quantize";
import { requestGpu, TranslatorUnavailableError } from "../../../translator";
import { loadSelfTest } from "../../../translator/selftest/stored";
import { DeviceWatch } from "../../../translator/webgpu/device-watch";
import { Engine } from "../../../translator/webgpu/engine";
import { createEngine, type PreparedModel } from "../../../translator/webgpu/sized-engine";
import { distrustOf } from "../../../translator/webgpu/trust";
import { sampleCount } from "./samples";
import type { Executor, RunnerModel } from "./types";

export interface WebGpuOptions {
  /** Run also on an adapter that computes on the processor. */
  readonly allowSoftware: boolean;
}

// Exact everywhere; the labs' nets are small enough for it.
const ARITHMETIC = "f32";

/**
 * The app's own engine on a GPU device of its own, tested on the model's stored check.
 * @throws {TranslatorUnavailableError} where there is no WebGPU worth using, or its answer is wrong.
 * @throws {DeviceLostError | OutOfMemoryError} if the test could not be made.
 */
export async function openWebGpu({ graph, tensors, trial }: RunnerModel, options: WebGpuOptions): Promise<Executor> {
  const gpu = await requestGpu();
  if (gpu === null) throw new TranslatorUnavailableError("There is no WebGPU here.");
  const { device, adapterInfo, software } = gpu;
  try {
    const name = adapterInfo.description || [adapterInfo.vendor, adapterInfo.architecture].join(" ").trim();
    if (software && !options.allowSoftware)
      throw new TranslatorUnavailableError(`WebGPU runs on the processor (${name}), where wasm is faster.`);
    const watch = new DeviceWatch(device);
    const weights = dequantizeWeights(tensors);
    await watch.unlessLost(checkAnswer(device, trial === null ? selfTest() : { model: trial, weights }));

    /** By the number of samples: a wall's and a single picture's. */
    const engines = new Map<number, Promise<Engine>>();
    const engineFor = (batch: number): Promise<Engine> => {
      const known = engines.get(batch);
      if (known !== undefined) return known;
      const made = Engine.create(device, { graph, weights }, { arithmetic: ARITHMETIC, batch });
      engines.set(batch, made);
      return made;
    };
    return {
      kind: "webgpu",
      label: name === "" ? "WebGPU" : `WebGPU, ${name}`,
      async run(inputs) {
        watch.check();
        const engine = await watch.unlessLost(engineFor(sampleCount(graph, inputs)));
        return watch.unlessLost(engine.run(inputs));
      },
      dispose: () => device.destroy(),
    };
  } catch (error) {
    device.destroy();
    throw error;
  }
}

async function checkAnswer(device: GPUDevice, trial: PreparedModel): Promise<void> {
  const distrust = await distrustOf(trial, ARITHMETIC, (model, size) => createEngine(device, model, size, ARITHMETIC));
  if (distrust === null) return;
  const { why } = distrust;
  const text = why.kind === "failed" ? why.message : `${why.decibels.toFixed(1)} dB instead of ${why.wanted} or more`;
  throw new TranslatorUnavailableError(`WebGPU gives a wrong picture in the self-test: ${text}.`);
}

function selfTest(): PreparedModel {
  const { model } = loadSelfTest();
  return { model, weights: dequantizeWeights(model.tensors) };
}
