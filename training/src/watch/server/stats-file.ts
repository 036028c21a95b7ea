import { open } from "node:fs/promises";

import type { Figures } from "../contract";

/** A run's `stats.jsonl`, read as it grows. */
export class StatsFile {
  readonly #path: string;
  #offset = 0;
  #file = 0;
  #lines: Figures[] = [];
  #generation = 1;
  #updated: number | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whole lines so far; those that are no figures are left out. */
  get lines(): readonly Figures[] {
    return this.#lines;
  }

  /** Changes when the file was replaced or cut, and its lines are read anew. */
  get generation(): number {
    return this.#generation;
  }

  /** When it last changed, milliseconds since 1970; null while there is none. */
  get updated(): number | null {
    return this.#updated;
  }

  /** Takes what was written since the last time. A line that is half written waits for its end. */
  async refresh(): Promise<void> {
    const file = await open(this.#path).catch(() => null);
    if (!file) return this.#restart(0);
    try {
      const { size, ino, mtimeMs } = await file.stat();
      if (ino !== this.#file || size < this.#offset) this.#restart(ino);
      this.#updated = mtimeMs;
      if (size === this.#offset) return;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - this.#offset), 0, null, this.#offset);
      const end = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1;
      this.#offset += end;
      this.#lines.push(...buffer.toString("utf8", 0, end).split("\n").flatMap(parseLine));
    } finally {
      await file.close();
    }
  }

  #restart(file: number): void {
    if (this.#lines.length > 0) this.#generation += 1;
    this.#file = file;
    this.#offset = 0;
    this.#lines = [];
    this.#updated = null;
  }
}

/** None for an empty or damaged line, such as a full disk leaves. */
function parseLine(text: string): Figures[] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return [];
    const figures = Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && Number.isFinite(entry[1]),
    );
    return "step" in value ? [Object.fromEntries(figures)] : [];
  } catch {
    return [];
  }
}
