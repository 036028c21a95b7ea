import { effect, untracked, type ReadonlySignal } from "@preact/signals";
import type { App } from "../pwa";
import { stageParts, type Clock, type LensSession } from "../session";
import type { KioskProfile } from "./profile/schema";
import type { KioskStorage } from "./storage";
import { Journal } from "./watch/journal";
import { Maintenance } from "./watch/maintenance";
import { usedMemory } from "./watch/memory";
import { PageReload } from "./watch/page-reload";
import { Watchdog } from "./watch/watchdog";

/** New versions of the app, as far as a kiosk has to do with them. */
export type Updates = Pick<App, "update" | "applyUpdateWhenIdle">;

export interface UpkeepOptions {
  readonly clock: Clock;
  readonly session: Pick<LensSession, "state" | "heartbeats" | "restart">;
  readonly profile: () => KioskProfile;
  /** Lasts as long as the browser's tab. */
  readonly storage: KioskStorage;
  /** Whether nobody has been there for a while. */
  readonly quiet: ReadonlySignal<boolean>;
  readonly updates: Updates;
  readonly reload: () => void;
}

/** Keeps the lens going for months: restarts what hangs, reloads what nothing else helps, and writes it down. */
export class Upkeep {
  readonly journal: Journal;
  readonly maintenance: Maintenance;
  readonly #options: UpkeepOptions;
  readonly #watchdog: Watchdog;
  readonly #page: PageReload;

  constructor(options: UpkeepOptions) {
    const { clock, session, profile, storage, quiet, reload } = options;
    this.#options = options;
    this.journal = new Journal(storage, () => Date.now());
    this.#page = new PageReload(clock, storage, reload);
    this.#watchdog = new Watchdog(clock, {
      heartbeats: () => session.heartbeats,
      stallMs: () => profile().watch.stallSeconds * 1000,
      broken: () => session.state.phase.peek().kind === "error",
      restartStage: (part) => {
        this.journal.countRestart(part);
        void session.restart(part);
      },
      restartPipeline: () => this.restartPipeline(),
      reload: () => this.#page.schedule(() => this.journal.countRestart("page")),
      callOffReload: () => this.#page.callOff(),
    });
    this.maintenance = new Maintenance({
      clock,
      now: () => new Date(),
      chance: Math.random,
      limits: () => profile().watch,
      quiet: () => quiet.peek(),
      usedMemory,
      restart: (cause) => {
        this.journal.countRestart(cause);
        this.#page.now();
      },
    });
  }

  start(): void {
    this.#watchdog.start();
    this.maintenance.start();
    this.#noteErrors();
    this.#followUpdates();
  }

  /** Starts every stage anew. */
  restartPipeline(): void {
    this.journal.countRestart("pipeline");
    for (const part of stageParts) void this.#options.session.restart(part);
  }

  /** The staff asked for it. */
  reloadPage(): void {
    this.#page.now();
  }

  /** A new version of the app is taken as soon as nobody is there. */
  #followUpdates(): void {
    const { updates, quiet } = this.#options;
    updates.applyUpdateWhenIdle(quiet);
    effect(() => {
      if (updates.update.value === "applying") untracked(() => this.journal.countRestart("update"));
    });
  }

  #noteErrors(): void {
    const { faults } = this.#options.session.state;
    let before = faults.peek();
    effect(() => {
      const now = faults.value;
      for (const fault of now) if (!before.includes(fault)) this.journal.noteError(fault.name, fault.message);
      before = now;
    });
    addEventListener("error", ({ error, message }) => this.journal.noteError(nameOf(error), message));
    addEventListener("unhandledrejection", ({ reason }) => this.journal.noteError(nameOf(reason), String(reason)));
  }
}

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : "Error");
