import * as v from "valibot";
import type { KioskStorage } from "../storage";

/** Why something was started anew: a stage, all of them, or the page for some reason. */
export const restartCauses = [
  "source",
  "segmenter",
  "translator",
  "compositor",
  "pipeline",
  "page",
  "memory",
  "nightly",
  "update",
] as const;
export type RestartCause = (typeof restartCauses)[number];

const storageKey = "journal";
const errorsKept = 20;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const journalSchema = v.object({
  startedAt: v.number(),
  restarts: v.record(v.string(), count),
  errors: v.array(v.object({ at: v.number(), name: v.string(), message: v.string(), times: count })),
});
type Entries = v.InferOutput<typeof journalSchema>;
export type JournalError = Entries["errors"][number];

/** What happened since the browser was started, over reloads of the page: restarts by cause, and the last errors. */
export class Journal {
  readonly #storage: KioskStorage;
  readonly #now: () => number;
  #entries: Entries;

  /** @param storage One that lasts as long as the browser's tab. @param now The wall clock, ms. */
  constructor(storage: KioskStorage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
    this.#entries = this.#read();
  }

  /** When the kiosk was first started in this tab, ms of the wall clock. */
  get startedAt(): number {
    return this.#entries.startedAt;
  }

  /** The newest first. */
  get errors(): readonly JournalError[] {
    return this.#entries.errors;
  }

  restartsBy(cause: RestartCause): number {
    return this.#entries.restarts[cause] ?? 0;
  }

  countRestart(cause: RestartCause): void {
    this.#entries.restarts[cause] = this.restartsBy(cause) + 1;
    this.#write();
  }

  /** Notes an error; the same one again is counted, not listed twice. */
  noteError(name: string, message: string): void {
    const { errors } = this.#entries;
    const known = errors.find((error) => error.name === name && error.message === message);
    const times = (known?.times ?? 0) + 1;
    const others = errors.filter((error) => error !== known);
    this.#entries.errors = [{ at: this.#now(), name, message, times }, ...others].slice(0, errorsKept);
    this.#write();
  }

  #read(): Entries {
    try {
      return v.parse(journalSchema, JSON.parse(this.#storage.get(storageKey) ?? ""));
    } catch {
      return { startedAt: this.#now(), restarts: {}, errors: [] };
    }
  }

  #write(): void {
    this.#storage.set(storageKey, JSON.stringify(this.#entries));
  }
}
