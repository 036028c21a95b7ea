import { access, appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { CurationError } from "./errors";
import { lockSet } from "./lock";
import { decidingSteps, type DecidingStep, type ManifestRecord, type RecordOf, recordSchema } from "./records";

type Table<S extends ManifestRecord["step"]> = Map<string, RecordOf<S>>;

/**
 * A curated set: a folder with `pictures/CATEGORY/NAME` and `manifest.jsonl`, the journal that every step reads and
 * appends to. Lines are only ever added; the last line about a picture and a step counts.
 */
export class Manifest {
  readonly directory: string;
  readonly #tables = {
    import: new Map() as Table<"import">,
    refuse: new Map() as Table<"refuse">,
    hash: new Map() as Table<"hash">,
    dedupe: new Map() as Table<"dedupe">,
    rank: new Map() as Table<"rank">,
    cluster: new Map() as Table<"cluster">,
    background: new Map() as Table<"background">,
    edges: new Map() as Table<"edges">,
    masks: new Map() as Table<"masks">,
    split: new Map() as Table<"split">,
    run: new Map() as Table<"run">,
  };
  /** None for a manifest that is only read. */
  readonly #unlock: (() => Promise<void>) | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(directory: string, unlock: (() => Promise<void>) | undefined) {
    this.directory = directory;
    this.#unlock = unlock;
  }

  /**
   * Opens a set and keeps other processes out until it is closed. What a crash left of a last line is cut off.
   * @throws CurationError if there is no set, it is in use, or a line of its manifest is damaged, which it names.
   */
  static async open(directory: string, options: { readonly create?: boolean } = {}): Promise<Manifest> {
    const path = join(directory, "manifest.jsonl");
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!exists && options.create !== true) throw noSet(directory);
    await mkdir(directory, { recursive: true });
    const manifest = new Manifest(directory, await lockSet(directory));
    try {
      if (exists) await manifest.#read(path);
      return manifest;
    } catch (error) {
      await manifest.close();
      throw error;
    }
  }

  /** A set as it is now, while others may read it too; nothing can be appended. @throws CurationError as `open` does. */
  static async read(directory: string): Promise<Manifest> {
    const path = join(directory, "manifest.jsonl");
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) throw noSet(directory);
    const manifest = new Manifest(directory, undefined);
    manifest.#applyLines(bytes, path);
    return manifest;
  }

  /** Opens a set, works on it and gives it free again, whatever happens. */
  static async use<T>(
    directory: string,
    options: { readonly create?: boolean },
    work: (manifest: Manifest) => Promise<T>,
  ): Promise<T> {
    const manifest = await Manifest.open(directory, options);
    try {
      return await work(manifest);
    } finally {
      await manifest.close();
    }
  }

  /** Newest records of one step by picture; of refused files by their path, of runs by the step's name. */
  of<S extends ManifestRecord["step"]>(step: S): ReadonlyMap<string, RecordOf<S>> {
    const tables: { readonly [K in ManifestRecord["step"]]: ReadonlyMap<string, RecordOf<K>> } = this.#tables;
    return tables[step];
  }

  /** Pictures that no step dropped, or no step before `step`: sorted by name, so that every step sees one order. */
  kept(step?: DecidingStep): RecordOf<"import">[] {
    const earlier = decidingSteps.slice(0, step === undefined ? undefined : decidingSteps.indexOf(step));
    return [...this.#tables.import.values()]
      .filter(({ picture }) => earlier.every((name) => this.#tables[name].get(picture)?.keep !== false))
      .toSorted((a, b) => (a.picture < b.picture ? -1 : 1));
  }

  /** Path of a picture of the set. */
  pathOf(picture: string): string {
    return join(this.directory, "pictures", picture);
  }

  /** Adds the records that say something new, and returns when they are written. */
  append(records: readonly ManifestRecord[]): Promise<void> {
    if (!this.#unlock) throw new CurationError(`${this.directory} was opened to be read, and cannot be changed`);
    // Parsed as they will be when read again, so that what is known already is recognised.
    const added = records.map((record) => v.parse(recordSchema, record)).filter((record) => !this.#knows(record));
    if (added.length === 0) return this.#writing;
    for (const record of added) this.#apply(record);
    const text = `${added.map((record) => JSON.stringify(record)).join("\n")}\n`;
    this.#writing = this.#writing.then(() => appendFile(join(this.directory, "manifest.jsonl"), text));
    return this.#writing;
  }

  async close(): Promise<void> {
    try {
      await this.#writing;
    } finally {
      await this.#unlock?.();
    }
  }

  async #read(path: string): Promise<void> {
    const bytes = await readFile(path);
    const whole = this.#applyLines(bytes, path);
    if (whole < bytes.length) await truncate(path, whole);
  }

  /** @returns bytes of whole lines. */
  #applyLines(bytes: Buffer, path: string): number {
    const whole = bytes.lastIndexOf(0x0a) + 1;
    const lines = bytes.toString("utf8", 0, whole).split("\n").slice(0, -1);
    for (const [index, line] of lines.entries()) this.#apply(parseLine(line, `${path}, line ${index + 1}`));
    return whole;
  }

  #knows(record: ManifestRecord): boolean {
    const known = this.#tables[record.step].get(keyOf(record));
    return known !== undefined && JSON.stringify(known) === JSON.stringify(record);
  }

  #apply(record: ManifestRecord): void {
    const key = keyOf(record);
    if (record.step === "import") this.#forget(record);
    const tables: Record<ManifestRecord["step"], Map<string, ManifestRecord>> = this.#tables;
    tables[record.step].set(key, record);
  }

  /** A picture whose content changed has to go through every step again. */
  #forget({ picture, sha256, source }: RecordOf<"import">): void {
    this.#tables.refuse.delete(source.path);
    const before = this.#tables.import.get(picture);
    if (before === undefined || before.sha256 === sha256) return;
    for (const [step, table] of Object.entries(this.#tables))
      if (step !== "refuse" && step !== "run") table.delete(picture);
  }
}

function noSet(directory: string): CurationError {
  return new CurationError(`${directory} holds no set: make one with \`mealshift data import\``);
}

function keyOf(record: ManifestRecord): string {
  if (record.step === "refuse") return record.source;
  return record.step === "run" ? record.of : record.picture;
}

function parseLine(line: string, where: string): ManifestRecord {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new CurationError(`${where} is not JSON: repair the line, or delete it to have its step done again`, {
      cause,
    });
  }
  const result = v.safeParse(recordSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new CurationError(
    `${where}: ${v.getDotPath(issue) ?? "the record"}: ${issue.message}; repair the line, or delete it to have its step done again`,
  );
}
