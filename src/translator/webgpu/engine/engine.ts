import { foldBatchNorm, type Network } from "../../../net/fold";
import { elementCount } from "../../../net/tensors";
import { OutOfMemoryError } from "../../errors";
import { compileStep, type CompiledStep } from "./compile";
import { packValue, unpackValue, valueBytes } from "./layout";
import { Memory } from "./memory";
import { Pipelines } from "./pipelines";
import { type Lowered, lower } from "./plan/lower";
import type { Step, Value } from "./plan/steps";
import type { Arithmetic, EngineLayer, Storage, Tile } from "./types";
import { STEP_BYTES, STEP_STRIDE, statsBytes, writeUniform } from "./uniform";

export interface EngineOptions {
  readonly arithmetic: Arithmetic;
  /** Pictures that a frame translates at once; 1 by default. */
  readonly batch?: number;
  /** Step of the 8-bit numbers that a convolution reads, by node: for `int8`. Convolutions without one compute in floats. */
  readonly activationScales?: ReadonlyMap<string, number>;
  /** Tiles by layer key, as the tuner found them. */
  readonly tiles?: ReadonlyMap<string, Tile>;
}

/** A dispatch, ready to be recorded. */
interface Dispatch {
  readonly compiled: CompiledStep;
  readonly bindGroup: GPUBindGroup;
  pipeline: GPUComputePipeline;
  workgroups: readonly [number, number, number];
  tile: Tile | null;
}

/**
 * A graph compiled for a device: every frame is one clear and one compute pass of a fixed list of dispatches, with bind groups made
 * once. Nothing is allocated for a frame.
 */
export class Engine {
  readonly storage: Storage;
  readonly arithmetic: Arithmetic;
  readonly batch: number;
  readonly #device: GPUDevice;
  readonly #lowered: Lowered;
  readonly #memory: Memory;
  readonly #pipelines: Pipelines;
  readonly #dispatches: Dispatch[];
  readonly #stats: GPUBuffer;
  readonly #rows: GPUBuffer;
  #domains: Float32Array | null = null;

  private constructor(parts: EngineParts) {
    this.storage = parts.storage;
    this.arithmetic = parts.arithmetic;
    this.batch = parts.batch;
    this.#device = parts.device;
    this.#lowered = parts.lowered;
    this.#memory = parts.memory;
    this.#pipelines = parts.pipelines;
    this.#dispatches = parts.dispatches;
    this.#stats = parts.stats;
    this.#rows = parts.rows;
  }

  /**
   * Plans, uploads and compiles. Domain weights are those of the first domain until they are set.
   * @throws {UnsupportedGraphError} if the engine has no kernel for the graph.
   * @throws {OutOfMemoryError} if it does not fit the device.
   */
  static async create(device: GPUDevice, network: Network, options: EngineOptions): Promise<Engine> {
    const { arithmetic, batch = 1, tiles = new Map<string, Tile>() } = options;
    const storage = arithmetic === "f32" ? "float" : "half";
    const { graph, weights } = foldBatchNorm(network.graph, network.weights);
    const lowered = lower(graph, weights, arithmetic === "int8" ? options.activationScales : undefined);
    const limits = {
      workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
      threads: Math.min(device.limits.maxComputeInvocationsPerWorkgroup, device.limits.maxComputeWorkgroupSizeX),
    };
    const floats = device.features.has("shader-f16") ? "f16" : "f32";
    const compiled = lowered.steps.map((step) =>
      compileStep(step, lowered, { arithmetic, storage, batch, limits, floats, tiles }),
    );
    const memory = new Memory(device);
    // All memory is asked for before the first wait: scopes of others must not come between.
    device.pushErrorScope("out-of-memory");
    const assembling = assemble(device, lowered, compiled, memory, storage, batch);
    const scope = device.popErrorScope();
    try {
      const [error, parts] = await Promise.all([scope, assembling]);
      if (error !== null)
        throw new OutOfMemoryError(`The GPU has too little memory: ${error.message}. Use a smaller size.`);
      const engine = new Engine({ ...parts, device, lowered, memory, storage, arithmetic, batch });
      const first = new Float32Array(Math.max(1, lowered.domain?.count ?? 1));
      first[0] = 1;
      engine.setDomains(first);
      return engine;
    } catch (error) {
      memory.destroy();
      throw error;
    }
  }

  /** Bytes of all its buffers. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  get layers(): readonly EngineLayer[] {
    return this.#dispatches.map(({ compiled, tile }) => ({
      id: compiled.step.id,
      kernel: compiled.step.kernel,
      key: compiled.key,
      macs: compiled.macs,
      bytes: compiled.bytes,
      arithmetic: compiled.arithmetic,
      tile,
      candidates: compiled.candidates,
    }));
  }

  /** Where a graph input is written to. @throws RangeError if there is none of that name. */
  input(name: string): Required<GPUBufferBinding> {
    return this.#binding(this.#lowered.inputs.get(name), name);
  }

  /** Where a graph output is read from. @throws RangeError if there is none of that name. */
  output(name: string): Required<GPUBufferBinding> {
    return this.#binding(this.#lowered.outputs.get(name), name);
  }

  /**
   * Costs one small write, and nothing if they are the same.
   * @param weights Of each domain, `[domains]`, or `[batch, domains]`.
   * @throws {RangeError} if they are of another number.
   */
  setDomains(weights: Float32Array): void {
    const { domain, inputs, rows } = this.#lowered;
    if (domain !== null && ![1, this.batch].some((samples) => weights.length === samples * domain.count))
      throw new RangeError(`There are ${weights.length} domain weights instead of ${domain.count} for each picture.`);
    if (this.#domains?.length === weights.length && this.#domains.every((weight, index) => weight === weights[index]))
      return;
    this.#domains = weights.slice();
    this.#device.queue.writeBuffer(this.#rows, 0, rows.fill(this.batch, domain?.count ?? weights.length, weights));
    const value = inputs.get(domain?.input ?? "domain");
    if (value === undefined) return;
    const [, , count] = value.extent;
    const all = new Float32Array(this.batch * count);
    for (let at = 0; at < all.length; at++) all[at] = weights[weights.length > count ? at : at % count] ?? 0;
    const packed = packValue(all, value.extent, this.batch, this.storage);
    this.#device.queue.writeBuffer(this.#memory.value(value.memory), 0, packed);
  }

  /** Records a frame. */
  encode(encoder: GPUCommandEncoder, timestampWrites?: GPUComputePassTimestampWrites): void {
    encoder.clearBuffer(this.#stats);
    const pass = encoder.beginComputePass(timestampWrites === undefined ? PASS : { ...PASS, timestampWrites });
    for (const { pipeline, bindGroup, workgroups } of this.#dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(workgroups[0], workgroups[1], workgroups[2]);
    }
    pass.end();
  }

  /** Records one layer alone, some times over. For timing: its output is not that of a frame. */
  encodeLayer(
    encoder: GPUCommandEncoder,
    index: number,
    repeats: number,
    timestampWrites?: GPUComputePassTimestampWrites,
  ): void {
    const dispatch = this.#dispatches[index];
    if (dispatch === undefined) throw new RangeError(`There is no layer ${index}.`);
    const pass = encoder.beginComputePass(timestampWrites === undefined ? PASS : { ...PASS, timestampWrites });
    pass.setPipeline(dispatch.pipeline);
    pass.setBindGroup(0, dispatch.bindGroup);
    for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(...dispatch.workgroups);
    pass.end();
  }

  /** Gives all layers of a key another tile, from the next frame on. @throws GPUPipelineError if the device refuses it. */
  async setTile(key: string, tile: Tile): Promise<void> {
    for (const dispatch of this.#dispatches) {
      if (dispatch.compiled.key !== key) continue;
      const program = dispatch.compiled.program(tile);
      const pipeline = await this.#pipelines.get(dispatch.compiled.step.kernel, dispatch.compiled.arithmetic, program);
      dispatch.pipeline = pipeline;
      dispatch.workgroups = program.workgroups;
      dispatch.tile = tile;
    }
  }

  /**
   * Runs a frame and reads its outputs back: for tests and checks. The lens leaves pictures on the GPU.
   * @param inputs NHWC floats by name; vectors `[batch, channels]`. `domain` is for {@link setDomains} and not needed here.
   * @throws {RangeError} if there is no input of a name, or it has another number of values.
   */
  async run(inputs: Readonly<Record<string, Float32Array>>): Promise<Record<string, Float32Array>> {
    for (const [name, values] of Object.entries(inputs)) {
      const value = this.#lowered.inputs.get(name);
      if (name === this.#lowered.domain?.input) this.setDomains(values);
      else if (value === undefined) throw new RangeError(`There is no input ${name}.`);
      else if (values.length !== this.batch * elementCount(value.extent))
        throw new RangeError(
          `${name} has ${values.length} values instead of ${this.batch} x ${value.extent.join(" x ")}.`,
        );
      else
        this.#device.queue.writeBuffer(
          this.#memory.value(value.memory),
          0,
          packValue(values, value.extent, this.batch, this.storage),
        );
    }
    const encoder = this.#device.createCommandEncoder();
    this.encode(encoder);
    const reads = [...this.#lowered.outputs].map(([name, value]) => {
      const size = valueBytes(value.extent, this.batch, this.storage);
      const buffer = this.#device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      encoder.copyBufferToBuffer(this.#memory.value(value.memory), 0, buffer, 0, size);
      return { name, value, buffer };
    });
    this.#device.queue.submit([encoder.finish()]);
    const answers: Record<string, Float32Array> = {};
    for (const { name, value, buffer } of reads) {
      await buffer.mapAsync(GPUMapMode.READ);
      answers[name] = unpackValue(buffer.getMappedRange().slice(0), value.extent, this.batch, this.storage);
      buffer.destroy();
    }
    return answers;
  }

  dispose(): void {
    this.#memory.destroy();
  }

  #binding(value: Value | undefined, name: string): Required<GPUBufferBinding> {
    if (value === undefined) throw new RangeError(`The engine has no value ${name}.`);
    const size = valueBytes(value.extent, this.batch, this.storage);
    return { buffer: this.#memory.value(value.memory), offset: 0, size };
  }
}

const PASS = { label: "engine" } as const;

interface EngineParts {
  readonly device: GPUDevice;
  readonly lowered: Lowered;
  readonly memory: Memory;
  readonly storage: Storage;
  readonly arithmetic: Arithmetic;
  readonly batch: number;
  readonly pipelines: Pipelines;
  readonly dispatches: Dispatch[];
  readonly stats: GPUBuffer;
  readonly rows: GPUBuffer;
}

/** Makes buffers, bind groups and pipelines. */
async function assemble(
  device: GPUDevice,
  lowered: Lowered,
  compiled: readonly CompiledStep[],
  memory: Memory,
  storage: Storage,
  batch: number,
): Promise<Pick<EngineParts, "pipelines" | "dispatches" | "stats" | "rows">> {
  memory.placeValues(lowered, batch, storage);
  const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
  const stats = memory.create("sums", statsBytes(lowered.statsChannels, batch), STORAGE | COPY_DST);
  const rowBytes = Math.max(1, lowered.rows.constantBlocks + batch * lowered.rows.stride) * 16;
  const rows = memory.create("rows", rowBytes, STORAGE | COPY_DST);
  const uniforms = memory.createFilled("steps", uniformsOf(compiled, lowered), UNIFORM);
  // What a kernel does not use has to be bound all the same, and what is written to may not be bound twice.
  const unread = memory.create("not read", 256, STORAGE);
  const unwritten = [memory.create("not written", 256, STORAGE), memory.create("not written", 256, STORAGE)];
  const pipelines = new Pipelines(device, storage);
  const read = (step: Step): readonly [GPUBuffer, GPUBuffer] => {
    const { first, second } = step.source;
    return [memory.value(first.value.memory), second === null ? unread : memory.value(second.term.value.memory)];
  };
  const dispatches = await Promise.all(
    compiled.map(async (item, index): Promise<Dispatch> => {
      const { step, weights, arithmetic, tile } = item;
      const isRows = step.kernel === "layer-norm-rows";
      const kept = step.kernel === "conv" && step.kept !== null ? memory.value(step.kept.memory) : null;
      const buffers = [
        isRows ? unread : rows,
        stats,
        ...read(step),
        step.output === null ? unwritten[0] : memory.value(step.output.memory),
        weights === null ? unread : memory.createFilled(`weights of ${step.id}`, weights, STORAGE),
        isRows ? rows : (kept ?? unwritten[1]),
      ];
      const uniform = { buffer: uniforms, offset: index * STEP_STRIDE, size: STEP_BYTES };
      const resources = [uniform, ...buffers.flatMap((buffer) => (buffer === undefined ? [] : [{ buffer }]))];
      const bindGroup = device.createBindGroup({
        label: `engine: ${step.id}`,
        layout: pipelines.bindGroupLayout,
        entries: resources.map((resource, binding) => ({ binding, resource })),
      });
      const program = item.program(tile);
      const pipeline = await pipelines.get(step.kernel, arithmetic, program);
      return { compiled: item, bindGroup, pipeline, workgroups: program.workgroups, tile };
    }),
  );
  return { pipelines, dispatches, stats, rows };
}

function uniformsOf(compiled: readonly CompiledStep[], { rows, statsChannels }: Lowered): ArrayBuffer {
  const bytes = new ArrayBuffer(compiled.length * STEP_STRIDE);
  compiled.forEach((item, index) =>
    writeUniform(new DataView(bytes, index * STEP_STRIDE, STEP_BYTES), item, rows, statsChannels),
  );
  return bytes;
}
