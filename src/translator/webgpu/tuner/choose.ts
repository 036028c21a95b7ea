import type { Arithmetic, Tile } from "../engine";
import type { GpuTimer } from "./gpu-timer";
import type { TuningRecord } from "./store";
import { tuningTasks, type TunableEngine } from "./tasks";
import { tune } from "./tune";

/** An engine as far as it is compared with others. */
export interface ComparedEngine extends TunableEngine {
  encode(encoder: GPUCommandEncoder, timestampWrites?: GPUComputePassTimestampWrites): void;
  dispose(): void;
}

export interface ChooseOptions<Engine extends ComparedEngine> {
  /** The preferred one first. */
  readonly arithmetics: readonly Arithmetic[];
  readonly timer: Pick<GpuTimer, "time">;
  readonly idle: () => Promise<void>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds of work on layers in all; the few frames of each arithmetic come on top. */
  readonly budgetMs: number;
  /** False for an arithmetic whose answers are wrong here. */
  trusted(arithmetic: Arithmetic): Promise<boolean>;
  create(arithmetic: Arithmetic, tiles: ReadonlyMap<string, Tile>): Promise<Engine>;
  /** What the engine makes of a picture that is always the same. */
  answer(engine: Engine): Promise<Float32Array>;
  /** Whether tuned tiles give the answer of those before, but for rounding. */
  agree(arithmetic: Arithmetic, before: Float32Array, after: Float32Array): boolean;
  read(arithmetic: Arithmetic): Promise<TuningRecord | null>;
  write(arithmetic: Arithmetic, record: TuningRecord): Promise<void>;
}

export interface Choice {
  readonly arithmetic: Arithmetic;
  readonly tiles: ReadonlyMap<string, Tile>;
}

/** An arithmetic that is slower than the fastest by more than this before any tuning is not tuned. */
const WORTH_TUNING = 1.5;
/** A less preferred arithmetic, or tuned tiles, must take less of a frame's time than this to be chosen. */
const CLEARLY_FASTER = 0.97;
/** Frames of a measurement; the first, which warms up, not counted. */
const FRAMES = 3;
/** One that takes this long is measured once: it has warmed up by its end, ms. */
const LONG_FRAME = 100;

interface Lane<Engine> {
  readonly arithmetic: Arithmetic;
  readonly tiles: ReadonlyMap<string, Tile>;
  readonly engine: Engine;
  readonly complete: boolean;
  readonly frameMs: number;
}

/**
 * Finds the fastest arithmetic and its tiles for one size: times a frame of each, tunes those that are worth it within the
 * budget, and writes down what was found. @returns Null when it was called off, or nothing could be timed.
 */
export async function choose<Engine extends ComparedEngine>(options: ChooseOptions<Engine>): Promise<Choice | null> {
  const { signal, budgetMs } = options;
  let spentMs = 0;
  const lanes: Lane<Engine>[] = [];
  try {
    for (const arithmetic of options.arithmetics) {
      if (signal.aborted) return null;
      if (!(await options.trusted(arithmetic))) {
        await options.write(arithmetic, { choices: {}, complete: true, frameMs: null });
        continue;
      }
      const record = await options.read(arithmetic);
      const tiles = new Map(Object.entries(record?.choices ?? {}));
      const engine = await options.create(arithmetic, tiles);
      const frameMs = await timeFrame(engine, options);
      lanes.push({ arithmetic, tiles, engine, complete: record?.complete ?? false, frameMs });
    }

    const fastest = Math.min(...lanes.map(({ frameMs }) => frameMs));
    for (const [index, lane] of lanes.entries()) {
      if (signal.aborted) break;
      if (lane.frameMs > fastest * WORTH_TUNING) lanes[index] = { ...lane, complete: true };
      else if (!lane.complete) {
        const tuned = await tuneLane(lane, options, budgetMs - spentMs);
        spentMs += tuned.spentMs;
        lanes[index] = tuned.lane;
      }
    }
    await Promise.all(lanes.map((lane) => options.write(lane.arithmetic, recordOf(lane))));
    return signal.aborted ? null : best(lanes);
  } finally {
    for (const { engine } of lanes) engine.dispose();
  }
}

async function tuneLane<Engine extends ComparedEngine>(
  lane: Lane<Engine>,
  options: ChooseOptions<Engine>,
  budgetMs: number,
): Promise<{ readonly lane: Lane<Engine>; readonly spentMs: number }> {
  const { engine, arithmetic, tiles } = lane;
  const { idle, now, signal, timer } = options;
  const before = await options.answer(engine);
  const standard = tilesOf(engine);
  const { choices, complete, spentMs } = await tune(tuningTasks(engine, timer, tiles), { budgetMs, idle, now, signal });
  // A task that was broken off has left a candidate in its layers.
  for (const [key, tile] of new Map([...standard, ...choices])) await engine.setTile(key, tile);
  const decided = { ...lane, complete, tiles: new Map([...tiles, ...choices]) };
  const changed = [...choices].some(([key, tile]) => standard.get(key) !== tile);
  if (!changed || signal.aborted) return { lane: decided, spentMs };

  const frameMs = await timeFrame(engine, options);
  const better =
    frameMs < lane.frameMs * CLEARLY_FASTER && options.agree(arithmetic, before, await options.answer(engine));
  // Where what won alone does not win together, or is wrong, the tiles of before are the choice, and known from now on.
  return { lane: better ? { ...decided, frameMs } : { ...decided, tiles: standard }, spentMs };
}

function tilesOf({ layers }: TunableEngine): Map<string, Tile> {
  return new Map(layers.flatMap(({ key, tile }) => (tile === null ? [] : [[key, tile] as const])));
}

/** Milliseconds of a frame, the least of a few. */
async function timeFrame<Engine extends ComparedEngine>(
  engine: Engine,
  { timer, idle }: ChooseOptions<Engine>,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let frame = 0; frame <= FRAMES; frame++) {
    await idle();
    const ms = await timer.time((encoder, marks) => engine.encode(encoder, marks(0, 1)));
    if (ms > LONG_FRAME) return Math.min(least, ms);
    if (frame > 0) least = Math.min(least, ms);
  }
  return least;
}

function recordOf({ tiles, complete, frameMs }: Lane<unknown>): TuningRecord {
  return { choices: Object.fromEntries(tiles), complete, frameMs };
}

function best(lanes: readonly Lane<unknown>[]): Choice | null {
  let [found] = lanes;
  for (const lane of lanes) {
    if (found !== undefined && lane.frameMs < found.frameMs * CLEARLY_FASTER) found = lane;
  }
  return found === undefined ? null : { arithmetic: found.arithmetic, tiles: found.tiles };
}
