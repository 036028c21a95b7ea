import { TranslatorUnavailableError } from "../errors";
import type { Gpu } from "../gpu";
import type { LensModel } from "../model";
import { psnr } from "../selftest/stored";
import { seededRandom } from "../selftest/tiny";
import type { Distrust, EngineReport } from "../types";
import { arithmeticsFor } from "./arithmetics";
import type { Engine } from "./engine";
import { createEngine, type PreparedModel } from "./sized-engine";
import { CHECK_DECIBELS, distrustOf } from "./trust";
import { choose, type Choice } from "./tuner/choose";
import type { GpuTimer } from "./tuner/gpu-timer";
import type { TuningRecord, TuningStore } from "./tuner/store";
import { Turns } from "./turns";
import type { Arithmetic, Tile } from "./engine";

/** Milliseconds of work that a start may spend on timing kernels. */
const BUDGET_MS = 2000;

/** How a size is run, as far as it is known. */
export interface Fit extends Choice {
  /** Nothing is left to be timed. */
  readonly complete: boolean;
}

export interface TuneOptions {
  readonly timer: Pick<GpuTimer, "time">;
  readonly idle: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Finds out which arithmetic and which tiles suit a device and a model: trust first, then time; remembers the times. */
export class DeviceFit {
  readonly #gpu: Gpu;
  readonly #prepared: PreparedModel;
  readonly #store: TuningStore;
  readonly #arithmetics: readonly Arithmetic[];
  readonly #verdicts: Map<Arithmetic, Distrust | null>;
  readonly #dropped: Distrust[] = [];
  readonly #creating = new Turns();

  constructor(gpu: Gpu, prepared: PreparedModel, store: TuningStore) {
    this.#gpu = gpu;
    this.#prepared = prepared;
    this.#store = store;
    this.#verdicts = verdictsOf(prepared.model, gpu.adapterInfo);
    const { wgslLanguageFeatures: languageFeatures } = navigator.gpu;
    this.#arithmetics = arithmeticsFor({ features: gpu.device.features, languageFeatures }, prepared.model);
  }

  /** What was tried and must not be used. */
  get dropped(): EngineReport["dropped"] {
    return this.#dropped;
  }

  /** The preferred arithmetic of those whose answer is right. @throws {TranslatorUnavailableError} if none is. */
  async firstTrusted(): Promise<Arithmetic> {
    for (const arithmetic of this.#arithmetics) if (await this.#trusted(arithmetic)) return arithmetic;
    const reasons = this.#dropped.map(({ arithmetic, why }) =>
      why.kind === "failed"
        ? `${arithmetic}: ${why.message}`
        : `${arithmetic}: ${why.decibels.toFixed(1)} dB instead of ${why.wanted} or more.`,
    );
    throw new TranslatorUnavailableError(`WebGPU gives a wrong picture in the self-test. ${reasons.join(" ")}`);
  }

  /** What is remembered of a size: the fastest arithmetic and its tiles; the preferred one where nothing is. */
  async recall(size: number): Promise<Fit> {
    const known = await Promise.all(
      this.#arithmetics.map(async (arithmetic) => ({ arithmetic, record: await this.#read(size, arithmetic) })),
    );
    const complete = known.every(({ record }) => record?.complete === true);
    const timed = known.flatMap(({ arithmetic, record }) =>
      record === null || record.frameMs === null ? [] : [{ arithmetic, record, frameMs: record.frameMs }],
    );
    for (const { arithmetic, record } of timed.sort((a, b) => a.frameMs - b.frameMs)) {
      if (await this.#trusted(arithmetic)) return { arithmetic, tiles: tilesOf(record), complete };
    }
    return { arithmetic: await this.firstTrusted(), tiles: new Map(), complete: false };
  }

  /** Times what is not known yet. @returns The fastest way for a size; null when it was called off. */
  async tune(size: number, { timer, idle, signal }: TuneOptions): Promise<Choice | null> {
    const random = seededRandom(size);
    const image = Float32Array.from({ length: size * size * 3 }, () => random() * 2 - 1);
    return choose<Engine>({
      arithmetics: this.#arithmetics,
      timer,
      idle,
      signal,
      now: () => performance.now(),
      budgetMs: BUDGET_MS,
      trusted: (arithmetic) => this.#trusted(arithmetic),
      create: (arithmetic, tiles) => this.createEngine(size, { arithmetic, tiles }),
      answer: async (engine) => (await engine.run({ image }))["image"] ?? new Float32Array(),
      // A tile changes the order of sums alone: what rounding may cost an arithmetic is more than that.
      agree: (arithmetic, before, after) => psnr(after, before) >= CHECK_DECIBELS[arithmetic],
      read: (arithmetic) => this.#read(size, arithmetic),
      write: async (arithmetic, record) => {
        const subject = this.#subject(size, arithmetic);
        if (subject !== null) await this.#store.write(subject, record);
      },
    });
  }

  async createEngine(size: number, choice: Choice): Promise<Engine> {
    return this.#create(this.#prepared, size, choice);
  }

  /** @returns False where the memory refuses. */
  async forget(): Promise<boolean> {
    return this.#store.clear();
  }

  async #trusted(arithmetic: Arithmetic): Promise<boolean> {
    const known = this.#verdicts.get(arithmetic);
    const distrust = known === undefined ? await this.#try(arithmetic) : known;
    if (distrust !== null && !this.#dropped.includes(distrust)) this.#dropped.push(distrust);
    return distrust === null;
  }

  async #try(arithmetic: Arithmetic): Promise<Distrust | null> {
    const distrust = await distrustOf(this.#prepared, arithmetic, (model, size) =>
      this.#create(model, size, { arithmetic, tiles: new Map() }),
    );
    this.#verdicts.set(arithmetic, distrust);
    return distrust;
  }

  /** One at a time: which of two engines was too large could not be told. */
  async #create(prepared: PreparedModel, size: number, { arithmetic, tiles }: Choice): Promise<Engine> {
    return this.#creating.take(() => createEngine(this.#gpu.device, prepared, size, arithmetic, tiles));
  }

  async #read(size: number, arithmetic: Arithmetic): Promise<TuningRecord | null> {
    const subject = this.#subject(size, arithmetic);
    return subject === null ? null : this.#store.read(subject);
  }

  /** Null for a model that cannot be told from others. */
  #subject(size: number, arithmetic: Arithmetic) {
    const { sha256 } = this.#prepared.model;
    if (sha256 === undefined) return null;
    return { adapter: this.#gpu.adapterInfo, browser: navigator.userAgent, model: sha256, size, arithmetic };
  }
}

type Verdicts = Map<Arithmetic, Distrust | null>;

/** By model and adapter: a device that was lost comes back as the same one, and the picture with it a second sooner. */
const knownVerdicts = new WeakMap<LensModel, Map<string, Verdicts>>();

function verdictsOf(model: LensModel, { vendor, architecture, device, description }: GPUAdapterInfo): Verdicts {
  const ofModel = knownVerdicts.get(model) ?? new Map<string, Verdicts>();
  const adapter = JSON.stringify([vendor, architecture, device, description]);
  const verdicts = ofModel.get(adapter) ?? new Map<Arithmetic, Distrust | null>();
  knownVerdicts.set(model, ofModel.set(adapter, verdicts));
  return verdicts;
}

function tilesOf({ choices }: TuningRecord): ReadonlyMap<string, Tile> {
  return new Map(Object.entries(choices));
}
