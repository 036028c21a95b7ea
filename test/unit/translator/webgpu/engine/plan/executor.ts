import { BLOCK, type Extent } from "../../../../../../src/translator/webgpu/engine/layout";
import type { Lowered } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import {
  type Affine,
  extentOfSource,
  type Source,
  type Step,
  type Term,
  type Value,
} from "../../../../../../src/translator/webgpu/engine/plan/steps";
import type { Values } from "../reference";
import { activate } from "./activate";
import { Buffers } from "./buffers";
import { makerOf, type Read } from "./makers";
import { checkSource, isBrought } from "./rules";

type Normalise = Extract<Affine, { readonly kind: "normalise" }>;
type Where = (sample: number, y: number, x: number) => boolean;
type NormRows = Extract<Step, { readonly kernel: "layer-norm-rows" }>;

/**
 * Does what the steps of a graph mean, one number after another, in the buffers that the arena gives their values: two frames,
 * with inputs written before the first alone, as the lens may run them.
 */
export function execute(lowered: Lowered, batch: number, inputs: Values): Values {
  const executor = new Executor(lowered, batch, inputs);
  executor.frame();
  executor.frame();
  return executor.outputs();
}

class Executor {
  readonly #lowered: Lowered;
  readonly #batch: number;
  readonly #buffers: Buffers;
  readonly #rows: Float32Array;
  /** Sum and sum of squares of each channel of each sample. */
  readonly #stats: Float64Array;

  constructor(lowered: Lowered, batch: number, inputs: Values) {
    const { rows, domain, statsChannels } = lowered;
    this.#lowered = lowered;
    this.#batch = batch;
    this.#buffers = new Buffers(lowered, batch);
    this.#stats = new Float64Array(batch * statsChannels * 2);
    const weights = inputs[domain?.input ?? ""] ?? new Float32Array(1);
    this.#rows = rows.fill(batch, domain?.count ?? 1, weights);
    for (const [name, value] of lowered.inputs) {
      const numbers = inputs[name]?.values();
      this.#write(value, () => numbers?.next().value ?? Number.NaN);
    }
  }

  frame(): void {
    this.#stats.fill(0);
    this.#lowered.steps.forEach((step, index) => {
      this.#buffers.begin(step, index);
      this.#run(step);
    });
  }

  outputs(): Values {
    const outputs = [...this.#lowered.outputs].map(([name, value]) => {
      const numbers: number[] = [];
      this.#each(value.extent, (...at) => numbers.push(this.#buffers.get(value, ...at)));
      return [name, Float32Array.from(numbers)] as const;
    });
    return Object.fromEntries(outputs);
  }

  #run(step: Step): void {
    const { source, output } = step;
    const read: Read = (...at) => this.#read(source, ...at);
    checkSource(source);
    if (step.kernel === "layer-norm-rows") return this.#normRows(step);
    if (step.kernel === "conv") {
      const extent = extentOfSource(source);
      if (step.kept !== null) this.#write(step.kept, read, (_, y, x) => isBrought(step, y, x));
      if (step.sourceStats !== null) this.#collect(step.sourceStats, extent, read, (_, y, x) => isBrought(step, y, x));
    }
    if (step.kernel === "concat") {
      const { begin, plane, channels } = step;
      const [height, width] = step.output.extent;
      return this.#each([height, width, channels], (sample, y, x, channel) => {
        const value = plane ? read(sample, 0, 0, channel) : read(sample, y, x, channel);
        this.#buffers.set(step.output, sample, y, x, begin + channel, value);
      });
    }
    const make = makerOf(step, read);
    const value: Read = (...at) => activate(step.activation, make(...at));
    if (output !== null) this.#write(output, value);
    if (step.stats !== null) this.#collect(step.stats, output?.extent ?? extentOfSource(source), value);
  }

  #read({ first, second, activation, scale }: Source, sample: number, y: number, x: number, channel: number): number {
    const place = [sample, Math.floor(y / scale), Math.floor(x / scale)] as const;
    const own = first.value.extent[2];
    if (second?.join === "concat" && channel >= own)
      return activate(activation, this.#term(second.term, ...place, channel - own));
    const more = second?.join === "sum" ? this.#term(second.term, ...place, channel) : 0;
    return activate(activation, this.#term(first, ...place, channel) + more);
  }

  #term({ value, stages }: Term, sample: number, y: number, x: number, channel: number): number {
    return stages.reduce(
      (number, { affine, activation }) => activate(activation, this.#scaled(affine, sample, channel, number)),
      this.#buffers.get(value, sample, y, x, channel),
    );
  }

  #scaled(affine: Affine | null, sample: number, channel: number, number: number): number {
    if (affine === null) return number;
    const at = this.#rowAt(affine, sample, channel);
    const [scale = Number.NaN, shift = Number.NaN] = [this.#rows[at], this.#rows[at + BLOCK]];
    if (affine.kind === "row") return scale * number + shift;
    const { mean, variance } = this.#moments(affine, sample, channel);
    return (scale * (number - mean)) / Math.sqrt(variance + affine.epsilon) + shift;
  }

  /** Place of the scale of a channel; its shift is a block further on. */
  #rowAt({ row }: Affine, sample: number, channel: number): number {
    const { constantBlocks, stride } = this.#lowered.rows;
    return (constantBlocks + sample * stride + row + (channel >> 2) * 2) * BLOCK + (channel & 3);
  }

  #moments({ stats, pixels }: Normalise, sample: number, channel: number): { mean: number; variance: number } {
    const at = (sample * this.#lowered.statsChannels + stats + channel) * 2;
    const mean = (this.#stats[at] ?? Number.NaN) / pixels;
    return { mean, variance: Math.max(0, (this.#stats[at + 1] ?? Number.NaN) / pixels - mean ** 2) };
  }

  #collect(stats: number, extent: Extent, read: Read, where: Where = everywhere): void {
    this.#each(extent, (sample, y, x, channel) => {
      if (!where(sample, y, x)) return;
      const value = read(sample, y, x, channel);
      const at = (sample * this.#lowered.statsChannels + stats + channel) * 2;
      this.#stats[at] = (this.#stats[at] ?? 0) + value;
      this.#stats[at + 1] = (this.#stats[at + 1] ?? 0) + value ** 2;
    });
  }

  /** Writes what AdaLIN comes to as scales and shifts (Kim et al. 2020). */
  #normRows({ affine, channels, rho, parameters, source }: NormRows): void {
    for (let sample = 0; sample < this.#batch; sample++) {
      const all = Array.from({ length: channels }, (_, channel) => this.#moments(affine, sample, channel));
      const mean = average(all.map((own) => own.mean));
      const variance = average(all.map((own) => own.variance + (own.mean - mean) ** 2));
      all.forEach((own, channel) => {
        const share = rho.data[channel] ?? Number.NaN;
        const [first, second] = [source.first.value, source.second?.term.value ?? source.first.value];
        const gamma = parameters?.gamma.data[channel] ?? this.#buffers.get(first, sample, 0, 0, channel);
        const beta = parameters?.beta.data[channel] ?? this.#buffers.get(second, sample, 0, 0, channel);
        const byChannel = share / Math.sqrt(own.variance + affine.epsilon);
        const byLayer = (1 - share) / Math.sqrt(variance + affine.epsilon);
        const at = this.#rowAt(affine, sample, channel);
        this.#rows[at] = gamma * (byChannel + byLayer);
        this.#rows[at + BLOCK] = beta - gamma * (byChannel * own.mean + byLayer * mean);
      });
    }
  }

  #write(value: Value, read: Read, where: Where = everywhere): void {
    this.#each(value.extent, (sample, y, x, channel) => {
      if (where(sample, y, x)) this.#buffers.set(value, sample, y, x, channel, read(sample, y, x, channel));
    });
  }

  /** Every place, channels fastest. */
  #each([height, width, channels]: Extent, visit: (...at: Parameters<Read>) => void): void {
    for (let sample = 0; sample < this.#batch; sample++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          for (let channel = 0; channel < channels; channel++) visit(sample, y, x, channel);
        }
      }
    }
  }
}

function everywhere(): boolean {
  return true;
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
