import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { listSamples, type Sample } from "../../run/samples";
import type { RunState, RunSummary, StatsPage } from "../contract";
import { StatsFile } from "./stats-file";

const configSchema = v.object({
  recipe: v.string(),
  loop: v.object({ steps: v.number(), batch: v.number(), logEvery: v.number() }),
});

// Samples and figures take their time between two lines, and are not in the speed that the lines tell.
const SILENCE_SECONDS = 60;
const SILENT_LINES = 5;

/** One run directory, seen again and again. */
export class WatchedRun {
  readonly id: string;
  readonly path: string;
  readonly #stats: StatsFile;
  #config: v.InferOutput<typeof configSchema> | null = null;
  #started = 0;
  #samples: readonly Sample[] = [];

  constructor(id: string, path: string) {
    this.id = id;
    this.path = path;
    this.#stats = new StatsFile(join(path, "stats.jsonl"));
  }

  /** Looks into the directory. @returns null for a directory whose `config.json` is none of a run. */
  async refresh(now: number): Promise<RunSummary | null> {
    await this.#readConfig();
    if (!this.#config) return null;
    await this.#stats.refresh();
    this.#samples = await listSamples(this.path);
    return this.#summary(this.#config, now);
  }

  /** Lines from `from` on; all of them where the asker knows lines of another generation. */
  stats(generation: number, from: number): StatsPage {
    const { lines, generation: current } = this.#stats;
    const first = generation === current ? Math.min(Math.max(from, 0), lines.length) : 0;
    return { generation: current, from: first, lines: lines.slice(first) };
  }

  /** The file of a sample grid, or null if there is none of that step. */
  samplePath(step: number): string | null {
    const sample = this.#samples.find((candidate) => candidate.step === step);
    return sample ? join(this.path, "samples", sample.name) : null;
  }

  async #readConfig(): Promise<void> {
    const path = join(this.path, "config.json");
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (changed === this.#started) return;
    this.#started = changed;
    this.#config = await readFile(path, "utf8").then(parseConfig, () => null);
  }

  #summary({ recipe, loop }: v.InferOutput<typeof configSchema>, now: number): RunSummary {
    const { lines, generation, updated } = this.#stats;
    const step = lines.at(-1)?.["step"] ?? 0;
    const speeds = lines.slice(-20).flatMap((line) => line["imagesPerSecond"] ?? []);
    const imagesPerSecond = median(speeds.slice(-5));
    const secondsOf = (steps: number): number => (steps * loop.batch) / (imagesPerSecond ?? 1);
    const patience = SILENCE_SECONDS + (imagesPerSecond ? SILENT_LINES * secondsOf(loop.logEvery) : 0);
    const silent = now - (updated ?? this.#started) > patience * 1000;
    const state = stateOf({ begun: step > 0, ended: step >= loop.steps, silent });
    return {
      id: this.id,
      recipe,
      state,
      step,
      steps: loop.steps,
      imagesPerSecond,
      secondsLeft: imagesPerSecond && state !== "finished" ? secondsOf(loop.steps - step) : null,
      updated,
      lines: lines.length,
      generation,
      samples: this.#samples.map((sample) => sample.step),
      started: this.#started,
    };
  }
}

function stateOf({ begun, ended, silent }: { begun: boolean; ended: boolean; silent: boolean }): RunState {
  if (ended) return "finished";
  if (silent) return "stopped";
  return begun ? "training" : "waiting";
}

function parseConfig(text: string): v.InferOutput<typeof configSchema> | null {
  try {
    const parsed = v.safeParse(configSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
}
