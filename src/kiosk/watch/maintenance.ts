import type { Clock } from "../../session";
import type { KioskProfile } from "../profile/schema";
import type { RestartCause } from "./journal";
import { nextRestart } from "./nightly";

const lookMs = 15_000;
/** Memory is measured this often, ms; measuring waits for a garbage collection. */
const memoryMs = 10 * 60_000;
/** So many readings in a row have to be too high: one may have come before a collection. */
const readingsAllowed = 2;
const bytesPerMegabyte = 1e6;

export type MaintenanceCause = Extract<RestartCause, "nightly" | "memory">;

export interface MaintenanceOptions {
  readonly clock: Clock;
  /** The wall clock. */
  readonly now: () => Date;
  readonly chance: () => number;
  readonly limits: () => KioskProfile["watch"];
  /** Whether nobody has been there for a while. */
  readonly quiet: () => boolean;
  readonly usedMemory: () => Promise<number | null>;
  readonly restart: (cause: MaintenanceCause) => void;
}

/** Restarts that can wait until nobody is there: each night, and when memory runs high. */
export class Maintenance {
  readonly #options: MaintenanceOptions;
  #due: MaintenanceCause | null = null;
  #nightlyFor = "";
  #nightlyAt: Date | null = null;
  #measuredAt: number;
  #tooHigh = 0;
  #memory: number | null = null;
  #cancel: () => void = () => undefined;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    this.#measuredAt = options.clock.now();
  }

  /** The last reading, bytes; null before the first, and where the browser does not tell. */
  get memory(): number | null {
    return this.#memory;
  }

  /** When the next nightly restart is due; null for never. */
  get nightlyAt(): Date | null {
    return this.#nightlyAt;
  }

  start(): void {
    this.#planNight();
    this.#cancel = this.#options.clock.after(lookMs, () => {
      this.#look();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const { clock, now, quiet, restart } = this.#options;
    if (this.#nightlyAt !== null && now() >= this.#nightlyAt) this.#due ??= "nightly";
    if (clock.now() - this.#measuredAt >= memoryMs) void this.#measure();
    if (this.#due === null || !quiet()) return;
    restart(this.#due);
    this.#due = null;
    this.#nightlyFor = "";
  }

  /** Keeps the time that chance gave, as long as the profile stays as it is. */
  #planNight(): void {
    const { restartAt, restartJitterMinutes } = this.#options.limits();
    const wanted = `${restartAt} ${restartJitterMinutes}`;
    if (wanted === this.#nightlyFor) return;
    this.#nightlyFor = wanted;
    this.#nightlyAt =
      restartAt === null
        ? null
        : nextRestart(this.#options.now(), restartAt, restartJitterMinutes, this.#options.chance());
  }

  async #measure(): Promise<void> {
    this.#measuredAt = this.#options.clock.now();
    this.#memory = await this.#options.usedMemory();
    const { memoryMegabytes } = this.#options.limits();
    const high = memoryMegabytes !== null && (this.#memory ?? 0) > memoryMegabytes * bytesPerMegabyte;
    this.#tooHigh = high ? this.#tooHigh + 1 : 0;
    if (this.#tooHigh >= readingsAllowed) this.#due ??= "memory";
  }
}
