import { clear, createStore, get, keys, set } from "idb-keyval";
import * as v from "valibot";
import type { Tile } from "../engine";

/** What tuned tiles hold for: any of it that changes makes them another matter. */
export interface TuningSubject {
  readonly adapter: Pick<GPUAdapterInfo, "vendor" | "architecture" | "device" | "description">;
  /** Name and version. */
  readonly browser: string;
  /** sha256 of the model's weights. */
  readonly model: string;
  /** Side of the picture, pixels. */
  readonly size: number;
  readonly arithmetic: string;
}

export interface TuningRecord {
  /** The fastest tile by the layers' key. */
  readonly choices: Readonly<Record<string, Tile>>;
  /** Every layer has been timed. */
  readonly complete: boolean;
  /** Milliseconds of a frame with these choices; null where it was not measured. */
  readonly frameMs: number | null;
}

/** Where records are kept; any of it may fail. */
export interface TuningDatabase {
  get(key: string): Promise<unknown>;
  set(key: string, value: TuningRecord): Promise<void>;
  count(): Promise<number>;
  clear(): Promise<void>;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1024));
const tileSchema = v.object({
  height: count,
  width: count,
  pixels: count,
  quads: count,
  columns: count,
  depth: count,
  weightRows: count,
});

const recordSchema = v.object({
  choices: v.record(v.string(), tileSchema),
  complete: v.boolean(),
  frameMs: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
});

/** Records of browsers and models that are gone are not told apart: where there are more than this, all go. */
const MOST_RECORDS = 64;
/** A database that does not answer must not keep the first picture waiting, ms. */
const LONGEST_READ = 500;

/** Remembers what was tuned on this device. A database that is missing, full or spoiled costs the memory, nothing else. */
export class TuningStore {
  readonly #database: TuningDatabase;

  constructor(database: TuningDatabase = indexedDatabase()) {
    this.#database = database;
  }

  async read(subject: TuningSubject): Promise<TuningRecord | null> {
    try {
      const tooLate = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), LONGEST_READ));
      const stored = v.safeParse(recordSchema, await Promise.race([this.#database.get(keyOf(subject)), tooLate]));
      return stored.success ? stored.output : null;
    } catch {
      return null;
    }
  }

  async write(subject: TuningSubject, record: TuningRecord): Promise<void> {
    try {
      if ((await this.#database.count()) >= MOST_RECORDS) await this.#database.clear();
      await this.#database.set(keyOf(subject), record);
    } catch {
      // Quota or policy: tuned again at the next start.
    }
  }

  /** @returns False where the database refuses. */
  async clear(): Promise<boolean> {
    try {
      await this.#database.clear();
      return true;
    } catch {
      return false;
    }
  }
}

function keyOf({ adapter, browser, model, size, arithmetic }: TuningSubject): string {
  const { vendor, architecture, device, description } = adapter;
  return JSON.stringify([vendor, architecture, device, description, browser, model, size, arithmetic]);
}

function indexedDatabase(): TuningDatabase {
  const store = createStore("mealshift-tuning", "tiles");
  return {
    get: async (key) => get<unknown>(key, store),
    set: async (key, value) => set(key, value, store),
    count: async () => (await keys(store)).length,
    clear: async () => clear(store),
  };
}
