import type { EngineLayer, Tile } from "../engine";
import type { GpuTimer } from "./gpu-timer";
import type { TuningTask } from "./types";

/** What the tuner asks of an engine, which no frame may use meanwhile. */
export interface TunableEngine {
  readonly layers: readonly EngineLayer[];
  encodeLayer(
    encoder: GPUCommandEncoder,
    index: number,
    repeats: number,
    timestampWrites?: GPUComputePassTimestampWrites,
  ): void;
  /** Rejects where the device refuses the tile. */
  setTile(key: string, tile: Tile): Promise<void>;
}

/** One task for all layers of a key that have a choice and are not known yet. */
export function tuningTasks(
  engine: TunableEngine,
  timer: Pick<GpuTimer, "time">,
  known: ReadonlyMap<string, Tile>,
): TuningTask<Tile>[] {
  const tasks = new Map<string, TuningTask<Tile>>();
  for (const [index, { key, macs, tile, candidates }] of engine.layers.entries()) {
    if (tile === null || candidates.length < 2 || known.has(key)) continue;
    const task = tasks.get(key);
    if (task === undefined) {
      // The tile in use is one of the candidates itself.
      const others = candidates.filter((candidate) => candidate !== tile);
      tasks.set(key, { key, weight: macs, candidates: [tile, ...others], time: stopwatch(engine, timer, key, index) });
    } else {
      tasks.set(key, { ...task, weight: task.weight + macs });
    }
  }
  return [...tasks.values()];
}

function stopwatch(
  engine: TunableEngine,
  timer: Pick<GpuTimer, "time">,
  key: string,
  index: number,
): TuningTask<Tile>["time"] {
  return async (tile, repeats) => {
    // Compiled once: the engine keeps what it has compiled.
    await engine.setTile(key, tile);
    return timer.time((encoder, marks) => engine.encodeLayer(encoder, index, repeats, marks(0, 1)));
  };
}
