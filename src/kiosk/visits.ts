import { batch, computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { stillnessWanted } from "../capture";
import type { Language } from "../i18n";
import type { Clock, Lens, SettingsStore, SourceWish } from "../session";
import { AttractLoop } from "./attract/attract-loop";
import type { Counters } from "./counters/counters";
import { IdleWatch } from "./idle/idle-watch";
import type { Presence } from "./idle/idle";
import { firstDish } from "./playlist";
import type { KioskProfile } from "./profile/schema";
import { resetLens } from "./reset";
import { SourceKeeper } from "./source-keeper";

/** Nobody has been there for so long, ms, before the page is taken away. */
const quietMs = 30_000;

/** Puts the lens's interface on the page; returns what takes it away. */
export type MountLens = (lens: Lens, language: Language, keep: KioskProfile["keep"]) => () => void;

export interface VisitsOptions {
  readonly clock: Clock;
  /** With the playlist's dishes alone. */
  readonly lens: Lens;
  readonly profile: ReadonlySignal<KioskProfile>;
  readonly counters: Counters;
  /** Of one visit. */
  readonly settings: SettingsStore;
  readonly mountLens: MountLens;
  /** What the address asks for instead of the profile. */
  readonly source: SourceWish | undefined;
  readonly language: Language | undefined;
}

/** Leads from the attract loop into a visit, and back when nobody is there any more. */
export class Visits {
  readonly mode: ReadonlySignal<"attract" | "visit">;
  readonly presence: ReadonlySignal<Presence>;
  /** Language of the moment; each visit begins with the profile's. */
  readonly language: ReadonlySignal<Language>;
  /** True when nobody has been there for a while: the time to take the page away. */
  readonly quiet: ReadonlySignal<boolean>;
  readonly idle: IdleWatch;
  readonly #options: VisitsOptions;
  readonly #mode = signal<"attract" | "visit">("attract");
  readonly #presence = signal<Presence>({ kind: "present" });
  readonly #quiet = signal(false);
  readonly #loop: AttractLoop;
  readonly #source: SourceKeeper;
  #unmount: () => void = () => undefined;
  #endCounting: () => void = () => undefined;
  #cancelQuiet: () => void = () => undefined;

  constructor(options: VisitsOptions) {
    const { clock, lens, profile } = options;
    this.#options = options;
    this.mode = this.#mode;
    this.presence = this.#presence;
    this.quiet = this.#quiet;
    this.language = computed(() => options.settings.live.value.lang ?? options.language ?? profile.value.language);
    this.#source = new SourceKeeper(clock, lens);
    this.#loop = new AttractLoop({
      clock,
      lens,
      dishMs: () => profile.peek().attract.dishSeconds * 1000,
      still: stillnessWanted,
    });
    this.idle = new IdleWatch(clock, {
      limits: () => profile.peek().idle,
      onChange: (presence) => {
        this.#presence.value = presence;
        if (presence.kind === "gone") this.end();
      },
    });
  }

  /** Begins with the attract loop. */
  start(): void {
    this.#source.start();
    this.idle.start();
    this.#awaitQuiet();
    // Another profile may want another source, language or list while nobody is there.
    effect(() => {
      const { attract, facing } = this.#options.profile.value;
      if (this.#mode.value === "visit") return;
      document.documentElement.lang = this.language.value;
      untracked(() => {
        this.#source.want(wishOf(attract.source, facing));
        this.#loop.start();
      });
    });
  }

  /** Somebody touched the screen. */
  begin(): void {
    if (this.#mode.peek() === "visit") return;
    const { lens, profile, mountLens, source } = this.#options;
    this.#loop.stop();
    this.#reset();
    this.#enter("visit");
    this.#source.want(source ?? wishOf(profile.peek().source, profile.peek().facing));
    this.#unmount = mountLens(lens, this.language.peek(), profile.peek().keep);
    this.#count();
    this.idle.start();
  }

  /** Back to the attract loop, with nothing left of the visit. */
  end(): void {
    if (this.#mode.peek() === "attract") return;
    this.#endCounting();
    this.#reset();
    this.#unmount();
    this.#enter("attract");
  }

  #enter(mode: "attract" | "visit"): void {
    batch(() => {
      this.#presence.value = { kind: "present" };
      this.#mode.value = mode;
    });
    this.#awaitQuiet();
  }

  #awaitQuiet(): void {
    this.#cancelQuiet();
    this.#quiet.value = false;
    if (this.#mode.peek() === "visit") return;
    this.#cancelQuiet = this.#options.clock.after(quietMs, () => {
      this.#quiet.value = true;
    });
  }

  #reset(): void {
    const { lens, profile, settings } = this.#options;
    settings.forget();
    resetLens(lens, firstDish(lens.state.domains.peek(), profile.peek().firstDish));
  }

  /** Counts the visit, and what is chosen in it, where the owner asked for that. */
  #count(): void {
    const { clock, lens, profile, counters } = this.#options;
    if (!profile.peek().counters) return;
    const beganAt = clock.now();
    let before = lens.state.currentDomain.peek();
    counters.countVisit();
    const endDishes = effect(() => {
      const dish = lens.state.currentDomain.value;
      if (dish !== before && dish !== "") counters.countDish(dish);
      before = dish;
    });
    this.#endCounting = () => {
      endDishes();
      this.#endCounting = () => undefined;
      counters.countSeconds(Math.round((clock.now() - beganAt) / 1000));
      void counters.save();
    };
  }
}

const wishOf = (kind: KioskProfile["source"], facing: KioskProfile["facing"]): SourceWish =>
  kind === "demo" ? { kind } : { kind, ...(facing !== undefined && { facing }) };
