import { activationScales } from "../../../src/net/activation-scales";
import { type Arithmetic, Engine } from "../../../src/translator/webgpu/engine";
import { packValue } from "../../../src/translator/webgpu/engine/layout";
import { GpuTimer } from "../../../src/translator/webgpu/tuner/gpu-timer";
import { tuningTasks } from "../../../src/translator/webgpu/tuner/tasks";
import { tune } from "../../../src/translator/webgpu/tuner/tune";
import type { FrameTimes } from "../measure/frames";
import { median } from "../measure/statistics";
import type { LayerReport } from "../report/types";
import { domainMix, networkOf, type Task } from "../task";
import type { Arm } from "./arm";

/** A layer is repeated until it has run this long, ms: forty steps of a browser's clock for GPUs. */
const LAYER_SAMPLE = 4;
const MOST_REPEATS = 256;
const LAYER_SAMPLES = 5;

/** Our engine. */
export class EngineArm implements Arm {
  readonly #device: GPUDevice;
  readonly #arithmetic: Arithmetic;
  readonly #tuned: boolean;
  #engine: Engine | null = null;
  #size = 0;

  /** @param tuned Whether to find the fastest tiles first, within the time that the lens takes for it. */
  constructor(device: GPUDevice, arithmetic: Arithmetic, tuned: boolean) {
    this.#device = device;
    this.#arithmetic = arithmetic;
    this.#tuned = tuned;
  }

  async open(task: Task): Promise<void> {
    if (this.#arithmetic === "int8" && task.activations === undefined) {
      throw new TypeError("The model has no steps for int8 activations: it was not calibrated.");
    }
    const network = networkOf(task);
    this.#size = task.size;
    this.#engine = await Engine.create(this.#device, network, {
      arithmetic: this.#arithmetic,
      activationScales: activationScales(task.activations, network.graph),
    });
    this.#engine.setDomains(domainMix(task.model));
    if (this.#tuned) await this.#tune(this.#engine);
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    const engine = this.#state();
    const packed = packValue(pixels, [this.#size, this.#size, 3], 1, engine.storage);
    const { buffer, offset } = engine.input("image");
    this.#device.queue.writeBuffer(buffer, offset, packed);
    const { image } = await engine.run({});
    if (image === undefined) throw new TypeError("The engine has no output called image.");
    return image;
  }

  async time(frames: number): Promise<FrameTimes> {
    const engine = this.#state();
    const { queue } = this.#device;
    const started = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      const encoder = this.#device.createCommandEncoder();
      engine.encode(encoder);
      queue.submit([encoder.finish()]);
    }
    const recorded = performance.now();
    await queue.onSubmittedWorkDone();
    return { total: performance.now() - started, script: recorded - started };
  }

  async layers(): Promise<readonly LayerReport[]> {
    const engine = this.#state();
    const timer = new GpuTimer(this.#device);
    const time = (index: number, repeats: number): Promise<number> =>
      timer.time((encoder, marks) => engine.encodeLayer(encoder, index, repeats, marks(0, 1)));
    try {
      const reports: LayerReport[] = [];
      for (const [index, { id, kernel, arithmetic, macs, bytes }] of engine.layers.entries()) {
        await time(index, 1);
        const once = await time(index, 1);
        const repeats = Math.min(MOST_REPEATS, Math.max(1, Math.ceil(LAYER_SAMPLE / Math.max(once, 0.001))));
        const taken: number[] = [];
        for (let sample = 0; sample < LAYER_SAMPLES; sample++) taken.push((await time(index, repeats)) / repeats);
        reports.push({ id, kernel, arithmetic, macs, bytes, time: median(taken) });
      }
      return reports;
    } finally {
      timer.dispose();
    }
  }

  close(): Promise<void> {
    this.#engine?.dispose();
    this.#engine = null;
    return Promise.resolve();
  }

  async #tune(engine: Engine): Promise<void> {
    const timer = new GpuTimer(this.#device);
    try {
      const standard = engine.layers.flatMap(({ key, tile }) => (tile === null ? [] : [[key, tile] as const]));
      const { choices } = await tune(tuningTasks(engine, timer, new Map()), { idle: () => Promise.resolve() });
      // What was not decided in time has its last candidate's tile.
      for (const [key, tile] of new Map([...standard, ...choices])) await engine.setTile(key, tile);
    } finally {
      timer.dispose();
    }
  }

  #state(): Engine {
    if (this.#engine === null) throw new Error("The arm was not opened.");
    return this.#engine;
  }
}
