import { signal, type ReadonlySignal } from "@preact/signals";
import { addDays, dayOf, readDays, type DayCounts, type Days } from "./days";

/** Where the counts lie on this device. */
export interface CountersStore {
  read(): Promise<unknown>;
  write(days: Days): Promise<void>;
  clear(): Promise<void>;
}

/**
 * Counts visits, dishes and time by day, on this device alone, and nothing that tells one visitor from another. Where the
 * browser cannot keep them (quota, policy) they last as long as the page, and `failed` says so.
 */
export class Counters {
  readonly days: ReadonlySignal<Days>;
  readonly failed: ReadonlySignal<boolean>;
  readonly #store: CountersStore;
  readonly #now: () => Date;
  readonly #days = signal<Days>({});
  readonly #failed = signal(false);
  /** Writes one after another, so that an older one never comes last. */
  #writing: Promise<void> = Promise.resolve();

  constructor(store: CountersStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
    this.days = this.#days;
    this.failed = this.#failed;
  }

  /** Adds what the device has kept to what was counted meanwhile. */
  async load(): Promise<void> {
    const stored = await this.#store.read().catch(() => null);
    this.#days.value = addDays(readDays(stored), this.#days.peek());
  }

  countVisit(): void {
    this.#add({ visits: 1, seconds: 0, dishes: {} });
  }

  countDish(id: string): void {
    this.#add({ visits: 0, seconds: 0, dishes: { [id]: 1 } });
  }

  countSeconds(seconds: number): void {
    this.#add({ visits: 0, seconds, dishes: {} });
  }

  /** Keeps what was counted; called after each visit. */
  save(): Promise<void> {
    return this.#then(() => this.#store.write(this.#days.peek()));
  }

  /** Forgets everything. */
  reset(): Promise<void> {
    this.#days.value = {};
    return this.#then(() => this.#store.clear());
  }

  #add(counts: DayCounts): void {
    this.#days.value = addDays(this.#days.peek(), { [dayOf(this.#now())]: counts });
  }

  #then(write: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(write).then(
      () => {
        this.#failed.value = false;
      },
      () => {
        this.#failed.value = true;
      },
    );
    return this.#writing;
  }
}
