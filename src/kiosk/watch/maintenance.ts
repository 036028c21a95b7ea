import type { Clock } from "../../session";
import type { KioskProfile } from "../profile/schema";
import type { RestartCause } from "./journal";
import { nextRestart } from "./nightly";

const lookMs = 15_000;
/** Nobody has been there for so long, ms, before the page is taken away. */
const quietMs = 30_000;
/** Memory is measured this often, ms; measuring waits for a garbage collection. */
const memoryMs = 10 * 60_000;
/** So many readings in a row have to be too high: one may have come before a collection. */
const readingsAllowed = 2;
const bytesPerMegabyte = 1e6;

export type MaintenanceCause = Extract<RestartCause, "nightly" | "memory" | "update">;

export interface MaintenanceOptions {
  readonly clock: Clock;
  /** The wall clock. */
  readonly now: () => Date;
  readonly chance: () => number;
  readonly limits: () => KioskProfile["watch"];
  /** Since when nobody is there, ms of `clock`; null while somebody is. */
  readonly quietSince: () => number | null;
  readonly usedMemory: () => Promise<number | null>;
  readonly restart: (cause: MaintenanceCause) => void;
}

/** Restarts that can wait until nobody is there: each night, when memory runs high, for an update. */
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

  /** A restart is due as soon as nobody is there. */
  request(cause: MaintenanceCause): void {
    this.#due ??= cause;
  }

  #look(): void {
    const { clock, now, quietSince, restart } = this.#options;
    if (this.#nightlyAt !== null && now() >= this.#nightlyAt) this.request("nightly");
    if (clock.now() - this.#measuredAt >= memoryMs) void this.#measure();
    const quiet = quietSince();
    if (this.#due === null || quiet === null || clock.now() - quiet < quietMs) return;
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
    if (this.#tooHigh >= readingsAllowed) this.request("memory");
  }
}
