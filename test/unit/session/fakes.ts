import type { Frame, FrameSource } from "../../../src/capture/types";
import type { Compositor, DishLayer } from "../../../src/compositor/types";
import type { Clock } from "../../../src/session/clock";
import type { Dish, Mask } from "../../../src/segmentation/types";
import type { EngineChoices, EngineReport, Patch, TranslationRequest, Translator } from "../../../src/translator/types";

/** Time that passes when it is told to. */
export class TestClock implements Clock {
  #now = 1000;
  #next = 1;
  readonly #timers = new Map<number, { at: number; callback: () => void }>();
  #frames = new Map<number, (now: number) => void>();

  now(): number {
    return this.#now;
  }

  requestFrame(callback: (now: number) => void): number {
    this.#frames.set(this.#next, callback);
    return this.#next++;
  }

  cancelFrame(handle: number): void {
    this.#frames.delete(handle);
  }

  /** What painting costs, ms. */
  paintMs = 0;

  afterPaint(callback: () => void): void {
    this.after(this.paintMs, callback);
  }

  after(ms: number, callback: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + ms, callback });
    return () => this.#timers.delete(id);
  }

  /** The machine sleeps: time passes, and nothing else happens. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Drawings that wait for the display. */
  get waitingFrames(): number {
    return this.#frames.size;
  }

  /** Lets time pass in steps of 10 ms or so, a display frame each, and promises settle between. */
  async pass(ms: number, stepMs = 10): Promise<void> {
    for (let step = 0; step < ms; step += stepMs) {
      this.#now += stepMs;
      for (const [id, { at, callback }] of this.#timers) {
        if (at > this.#now) continue;
        this.#timers.delete(id);
        callback();
      }
      const frames = this.#frames;
      this.#frames = new Map();
      for (const callback of frames.values()) callback(this.#now);
      await settle();
    }
  }
}

/** Lets promises that are due be handled. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};

/** A promise that is settled from outside. */
export interface Pending<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export const pending = <T>(): Pending<T> => {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve: (value) => resolve(value), reject: (error) => reject(error) };
};

export const namedError = (name: string, message = name): Error => Object.assign(new Error(message), { name });

/** The session looks at a frame's numbers alone; its picture is for the stages. */
export const frameOf = (sequence: number, timestamp = 0, width = 640, height = 480): Frame => ({
  picture: {} as HTMLCanvasElement,
  width,
  height,
  timestamp,
  sequence,
});

export const maskOf = (): Mask => ({ width: 2, height: 2, data: new Uint8Array(4).fill(255) });

export const dishOf = (id: number, cx = 320, cy = 240, size = 200): Dish => ({
  id,
  ellipse: { cx, cy, rx: size / 2.5, ry: size / 2.5, angle: 0 },
  roi: { cx, cy, size },
  mask: maskOf(),
  confidence: 0.9,
  seenAt: 0,
});

export class TestSource implements FrameSource {
  readonly label: string;
  readonly kind: FrameSource["kind"];
  readonly mirrored: boolean;
  stopped = false;
  failure: Error | null = null;
  onFrame: (frame: Frame) => void = () => undefined;
  onError: (error: Error) => void = () => undefined;

  constructor(kind: FrameSource["kind"], label: string = kind, mirrored = false) {
    this.kind = kind;
    this.label = label;
    this.mirrored = mirrored;
  }

  start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void> {
    this.onFrame = onFrame;
    this.onError = onError;
    return this.failure === null ? Promise.resolve() : Promise.reject(this.failure);
  }

  stop(): void {
    this.stopped = true;
  }
}

export interface TestPatch extends Patch {
  closed: number;
}

/** Choices that are made by hand. */
class TestChoices implements EngineChoices {
  report: EngineReport = { arithmetic: "f16", kernels: "default", dropped: [] };
  forgotten = 0;
  #listeners = new Set<(report: EngineReport) => void>();

  watch(onChange: (report: EngineReport) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  publish(report: EngineReport): void {
    this.report = report;
    for (const listener of this.#listeners) listener(report);
  }

  forget(): Promise<boolean> {
    this.forgotten += 1;
    return Promise.resolve(true);
  }
}

/** A translator that is answered by hand. */
export class TestTranslator implements Translator {
  readonly kind: Translator["kind"];
  /** Of the engine on WebGPU, as in the real one. */
  readonly choices: TestChoices | undefined;
  readonly label = "test";
  readonly domains = ["a", "b"];
  readonly requests: TranslationRequest[] = [];
  readonly patches: TestPatch[] = [];
  disposed = false;
  #waiting: Pending<Patch> | null = null;

  constructor(kind: Translator["kind"] = "wasm") {
    this.kind = kind;
    this.choices = kind === "webgpu" ? new TestChoices() : undefined;
  }

  get busy(): boolean {
    return this.#waiting !== null;
  }

  translate(request: TranslationRequest): Promise<Patch> {
    if (this.#waiting !== null) throw new Error("Two translations at a time.");
    this.requests.push(request);
    this.#waiting = pending();
    return this.#waiting.promise;
  }

  async answer(): Promise<TestPatch> {
    const request = this.requests.at(-1);
    const waiting = this.#waiting;
    if (request === undefined || waiting === null) throw new Error("There is nothing to answer.");
    const patch: TestPatch = {
      picture: { kind: "pixels", data: new Uint8ClampedArray(4) },
      size: request.size,
      roi: request.roi,
      frameWidth: request.frame.width,
      frameHeight: request.frame.height,
      timestamp: request.frame.timestamp,
      view: request.frame.view,
      domains: request.domains,
      timings: { crop: 1, run: 2, read: 3 },
      closed: 0,
      close() {
        this.closed += 1;
      },
    };
    this.patches.push(patch);
    this.#waiting = null;
    waiting.resolve(patch);
    await settle();
    return patch;
  }

  async fail(error: Error): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(error);
    await settle();
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** Remembers what it was given. */
export class TestCompositor implements Compositor {
  readonly canvas = {} as HTMLCanvasElement;
  readonly backend: Compositor["backend"];
  readonly frames: Frame[] = [];
  readonly strengths: number[] = [];
  layers: readonly DishLayer[] = [];
  renders = 0;
  divider = 0;
  steam: Float32Array | null = null;
  mirrored = false;
  disposed = false;

  constructor(backend: Compositor["backend"] = "webgl2") {
    this.backend = backend;
  }

  setFrame(frame: Frame): void {
    this.frames.push(frame);
  }
  setLayers(layers: readonly DishLayer[]): void {
    for (const { patch } of layers) {
      if ("closed" in patch && patch.closed !== 0) throw new Error("A closed patch was handed to the compositor.");
    }
    this.layers = layers;
  }
  setDivider(position: number): void {
    this.divider = position;
  }
  setStrength(strength: number): void {
    this.strengths.push(strength);
  }
  setSteam(steam: Float32Array | null): void {
    this.steam = steam;
  }
  setMirrored(mirrored: boolean): void {
    this.mirrored = mirrored;
  }
  render(): boolean {
    this.renders += 1;
    return true;
  }
  capture(): Promise<ImageBitmap> {
    return Promise.reject(new Error("There is nothing to capture in memory."));
  }
  dispose(): void {
    this.disposed = true;
  }
}
