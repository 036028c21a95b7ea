import { BLOCK, blocksOf, valueBytes } from "../../../../../../src/translator/webgpu/engine/layout";
import { planArena } from "../../../../../../src/translator/webgpu/engine/plan/arena";
import { lifetimesOf } from "../../../../../../src/translator/webgpu/engine/plan/lifetimes";
import type { Lowered } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import { readBy, type Step, type Value, writtenBy } from "../../../../../../src/translator/webgpu/engine/plan/steps";

/** The buffers that the arena plans for a graph. What a value finds in its buffer before it is written is NaN. */
export class Buffers {
  readonly #buffers: readonly Float32Array[];
  readonly #placed: ReadonlyMap<string, number>;
  /** Buffers of which a value comes to life at a step. */
  readonly #born = new Map<number, number[]>();

  constructor(lowered: Lowered, batch: number) {
    const lifetimes = lifetimesOf(lowered, batch, "float");
    const { buffers, placed } = planArena(lifetimes);
    this.#buffers = buffers.map((bytes) => new Float32Array(bytes / 4).fill(Number.NaN));
    this.#placed = placed;
    for (const { id, from } of lifetimes) {
      this.#born.set(from, [...(this.#born.get(from) ?? []), placed.get(id) ?? -1]);
    }
    for (const value of [...lowered.inputs.values(), ...lowered.outputs.values()]) this.#check(value, batch);
  }

  /** Makes the buffers ready for a step. @throws Error if it reads a buffer that it writes, as WebGPU would. */
  begin(step: Step, index: number): void {
    for (const buffer of this.#born.get(index) ?? []) this.#buffers[buffer]?.fill(Number.NaN);
    const read = new Set(readBy(step).map((value) => this.#of(value)));
    const written = writtenBy(step).map((value) => this.#of(value));
    if (written.some((buffer) => read.has(buffer)) || new Set(written).size < written.length)
      throw new Error(`${step.id} writes a buffer that it binds a second time.`);
  }

  get(value: Value, sample: number, y: number, x: number, channel: number): number {
    return this.#of(value)[place(value, sample, y, x, channel)] ?? Number.NaN;
  }

  set(value: Value, sample: number, y: number, x: number, channel: number, number: number): void {
    this.#of(value)[place(value, sample, y, x, channel)] = number;
  }

  #of({ memory }: Value): Float32Array {
    const buffer = this.#buffers[this.#placed.get(memory) ?? -1];
    if (buffer === undefined) throw new Error(`${memory} has no buffer.`);
    return buffer;
  }

  #check(value: Value, batch: number): void {
    if (this.#of(value).byteLength < valueBytes(value.extent, batch, "float"))
      throw new Error(`The buffer of ${value.id} is too small.`);
  }
}

function place({ extent }: Value, sample: number, y: number, x: number, channel: number): number {
  const [height, width, channels] = extent;
  return ((sample * height + y) * width + x) * blocksOf(channels) * BLOCK + channel;
}
