import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { browserStorage } from "../pwa";
import {
  browserClock,
  type Heartbeats,
  type Lens,
  type LensParams,
  type LensSession,
  type SettingsStore,
} from "../session";
import { browserCountersStore } from "./counters/browser-store";
import { Counters } from "./counters/counters";
import { MotionWatch } from "./idle/motion-watch";
import { PinGuard } from "./pin/guard";
import { withPlaylist } from "./playlist";
import type { KioskProfile } from "./profile/schema";
import { ProfileStore } from "./profile/store";
import { wanderAbout } from "./screen/burn-in";
import { watchCorner } from "./screen/corner-press";
import { keepFullscreen } from "./screen/fullscreen";
import { lockPage } from "./screen/lock";
import { watchInput } from "./screen/presence-input";
import { WakeLock } from "./screen/wake-lock";
import { KioskStorage } from "./storage";
import { Upkeep, type Updates } from "./upkeep";
import { Visits, type MountLens } from "./visits";

/** What lies over the page; one at a time. */
export type Sheet = "privacy" | "phone" | "pin" | "diagnostics";

export interface KioskOptions {
  readonly session: LensSession;
  readonly params: LensParams;
  readonly settings: SettingsStore;
  readonly updates: Updates;
  readonly mountLens: MountLens;
}

/** Everything that makes the lens a kiosk, put together and started. */
export class Kiosk {
  readonly lens: Lens;
  readonly profile: ReadonlySignal<KioskProfile>;
  readonly store: ProfileStore;
  readonly visits: Visits;
  readonly upkeep: Upkeep;
  readonly counters = new Counters(browserCountersStore(), () => new Date());
  readonly wakeLock = new WakeLock(browserClock);
  readonly guard: PinGuard;
  readonly sheet = signal<Sheet | null>(null);
  /** Kept over restarts of the browser. */
  readonly storage = new KioskStorage(browserStorage("localStorage"));
  readonly #options: KioskOptions;

  constructor(options: KioskOptions) {
    const { session, params, settings, updates, mountLens } = options;
    this.#options = options;
    this.store = new ProfileStore({
      url: new URL(`${params.profile ?? "kiosk"}.json`, document.baseURI).href,
      clock: browserClock,
      storage: this.storage,
      fetch: (...request) => fetch(...request),
    });
    this.profile = this.store.profile;
    this.guard = new PinGuard(this.storage, () => Date.now());
    this.lens = withPlaylist(session, () => this.profile.value.dishes);
    this.visits = new Visits({
      clock: browserClock,
      lens: this.lens,
      profile: this.profile,
      counters: this.counters,
      settings,
      mountLens,
      source: params.source,
      language: params.lang,
    });
    this.upkeep = new Upkeep({
      clock: browserClock,
      session,
      profile: () => this.profile.peek(),
      storage: new KioskStorage(browserStorage("sessionStorage")),
      quiet: this.visits.quiet,
      updates,
      reload: () => location.reload(),
    });
  }

  /** Reads the profile, then shows the attract loop. */
  async start(): Promise<void> {
    lockPage();
    this.#watchPeople();
    await this.store.start();
    this.#followProfile();
    this.visits.start();
    this.upkeep.start();
  }

  /** What the watchdog sees. */
  get heartbeats(): Heartbeats {
    return this.#options.session.heartbeats;
  }

  /** For the staff, behind the PIN: the lens without the kiosk. */
  leave(): void {
    const url = new URL(location.href);
    url.searchParams.delete("kiosk");
    location.replace(url);
  }

  #watchPeople(): void {
    const { idle } = this.visits;
    watchInput(() => idle.touched());
    watchCorner(
      browserClock,
      () => this.profile.peek().lock.corner,
      () => this.askStaff(),
    );
    keepFullscreen(() => this.profile.peek().screen.fullscreen);
    const { session } = this.#options;
    new MotionWatch(browserClock, {
      frame: () => {
        const counts = this.profile.peek().idle.motion && session.state.source.peek()?.kind === "camera";
        return counts ? session.frame : null;
      },
      threshold: () => this.profile.peek().idle.motionThreshold,
      onMotion: () => idle.moved(),
    }).start();
    // What was left open is closed when people are gone, and when a visit ends.
    effect(() => {
      if (this.visits.presence.value.kind === "gone") this.sheet.value = null;
    });
    effect(() => {
      if (this.visits.mode.value === "attract") this.sheet.value = null;
    });
  }

  /** The hidden gesture: without a PIN the diagnostics can be read at once. */
  askStaff(): void {
    this.sheet.value = this.profile.peek().lock.pin === null ? "diagnostics" : "pin";
  }

  #followProfile(): void {
    let counted = false;
    effect(() => {
      const { screen, counters } = this.profile.value;
      this.wakeLock.want(screen.wakeLock);
      if (counters && !counted) void this.counters.load();
      counted = counters;
    });
    wanderAbout(browserClock, () => this.profile.peek().screen.driftPixels);
  }
}
