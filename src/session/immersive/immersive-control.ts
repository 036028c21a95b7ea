import { batch, effect } from "@preact/signals";
import type { Frame } from "../../capture/types";
import { translate, type Language } from "../../i18n";
import type { VoiceOptions } from "../../immersive/controls/voice";
import type { SpaceTexts } from "../../immersive/session/room";
import type { ImmersiveEnd, ImmersiveFacts, ImmersiveSupport } from "../../immersive/session/types";
import type { ImmersiveVisit, VisitEvents } from "../../immersive/session/visit-contract";
import type { SpaceTracking } from "../../immersive/types";
import { asError } from "../errors";
import type { Pipeline } from "../pipeline";
import type { SettingsStore } from "../settings";
import type { SourceControl } from "../source-control";
import type { LensStages } from "../stages";
import type { Announcements, WritableLensState } from "../state";
import type { BeginVisit } from "./door";

export interface ImmersiveParts {
  readonly stages: Pick<LensStages, "immersive" | "readPatch">;
  readonly state: WritableLensState;
  readonly announce: Announcements;
  readonly settings: SettingsStore;
  readonly sources: Pick<SourceControl, "suspend" | "resume">;
  readonly pipeline: Pick<Pipeline, "setSpace" | "reset" | "wantsFrame">;
  /** Shown over the room where the session can. */
  readonly overlay: Element | null;
  reducedMotion(): boolean;
  /** Domain that a dish is shown as. */
  shownAs(dish: number): string;
  onChoose(dish: number | null, domain: string): void;
  onCompare(shown: boolean): void;
  onFrame(frame: Frame): void;
  /** It was entered or left: dishes are others now. */
  onSwitch(): void;
  /** It is shown or hidden. */
  onVisibility(): void;
  onRate(fps: number, wanted: number): void;
}

/**
 * Takes the lens into an immersive session and back: the source in use makes way, frames come with a pose, dishes are
 * followed and shown in space. However the session ends, the lens goes on in the window as before.
 */
export class ImmersiveControl {
  readonly #parts: ImmersiveParts;
  readonly #state: WritableLensState;
  readonly #endings: (() => void)[] = [];
  #endWatching: () => void = () => undefined;
  #support: ImmersiveSupport | null = null;
  #begin: BeginVisit | null = null;
  #visit: ImmersiveVisit | null = null;
  /** Counts entries: what belongs to one that was called off comes too late. */
  #entry = 0;
  #language: Language = "en";
  #disposed = false;

  constructor(parts: ImmersiveParts) {
    this.#parts = parts;
    this.#state = parts.state;
  }

  start(): void {
    this.#endWatching = this.#parts.stages.immersive.watchSupport((support) => {
      this.#support = support;
      // So that the press finds it ready: a session must be asked for while it is handled.
      if (support.kind === "available") void this.#prepare().catch(() => undefined);
      if (!this.entered) this.#state.immersive.value = support;
    });
  }

  /** From the press to the end. */
  get entered(): boolean {
    const { kind } = this.#state.immersive.peek();
    return kind === "starting" || kind === "running" || kind === "ended";
  }

  /** What the session is like; null before and after. */
  get facts(): ImmersiveFacts | null {
    const state = this.#state.immersive.peek();
    return state.kind === "running" ? state : null;
  }

  enter(language: Language): void {
    const { kind } = this.#state.immersive.peek();
    if (this.#visit !== null || kind === "starting" || this.#support?.kind !== "available") return;
    this.#language = language;
    this.#entry += 1;
    this.#parts.announce.clearFault("immersive");
    this.#state.immersive.value = { kind: "starting" };
    if (this.#begin === null) void this.#beginLater(this.#entry);
    else this.#beginVisit(this.#begin);
  }

  /** Enters again as before. */
  retry(): void {
    this.enter(this.#language);
  }

  leave(): void {
    if (this.#visit !== null) this.#visit.leave();
    else if (this.#state.immersive.peek().kind === "starting") this.#callOff();
  }

  dispose(): void {
    this.#disposed = true;
    this.#endWatching();
    this.leave();
    this.#stopFollowing();
  }

  async #prepare(): Promise<BeginVisit> {
    this.#begin ??= await this.#parts.stages.immersive.prepare();
    return this.#begin;
  }

  async #beginLater(entry: number): Promise<void> {
    try {
      const begin = await this.#prepare();
      if (entry === this.#entry) this.#beginVisit(begin);
    } catch (error) {
      if (entry !== this.#entry) return;
      this.#callOff();
      this.#parts.announce.fault("immersive", asError(error));
    }
  }

  /** Nothing was begun yet. */
  #callOff(): void {
    this.#entry += 1;
    this.#state.immersive.value = this.#support ?? { kind: "unknown" };
  }

  #beginVisit(begin: BeginVisit): void {
    const { sources, overlay, settings } = this.#parts;
    // First: many devices give their camera to one alone.
    sources.suspend();
    this.#visit = begin(
      {
        overlay,
        texts: spaceTexts(this.#language),
        reducedMotion: this.#parts.reducedMotion(),
        firstTime: settings.current.spaceLearned !== true,
        voice: settings.current.voice === true ? this.#voice() : undefined,
      },
      this.#events(),
    );
  }

  #voice(): VoiceOptions {
    const language = this.#language;
    return { language, onEnd: () => (this.#state.spoken.value = translate(language, "immersive.voice.ended")) };
  }

  #events(): VisitEvents {
    const { pipeline, settings } = this.#parts;
    return {
      onRunning: (tracking) => this.#show(tracking),
      wantsFrame: () => pipeline.wantsFrame,
      onFrame: (frame) => this.#parts.onFrame(frame),
      onChange: (facts) => this.#publish(facts),
      onReset: () => pipeline.reset(),
      onRate: (fps, wanted) => this.#parts.onRate(fps, wanted),
      onChoose: (dish, domain) => this.#parts.onChoose(dish, domain),
      onCompare: (shown) => this.#parts.onCompare(shown),
      onLearned: () => settings.update({ spaceLearned: true }),
      onSay: (text) => (this.#state.spoken.value = text),
      onEnd: (end) => this.#onEnd(end),
    };
  }

  #show(tracking: SpaceTracking): void {
    const { pipeline, stages } = this.#parts;
    const visit = this.#visit;
    if (visit === null) return;
    this.#parts.onSwitch();
    pipeline.setSpace({
      tracking,
      show: (layers) => visit.setLayers(layers),
      readPatch: (patch) => stages.readPatch(patch),
    });
    const { strength, original, domains } = this.#state;
    this.#endings.push(
      effect(() => visit.setStrength(original.value ? 0 : strength.value)),
      effect(() =>
        visit.setChoices({
          choices: domains.value.map((domain) => ({ id: domain.id, name: domain[this.#language], tile: domain.tile })),
          shownAs: (dish) => this.#parts.shownAs(dish),
        }),
      ),
    );
  }

  #publish(facts: ImmersiveFacts): void {
    const before = this.facts;
    this.#state.immersive.value = { kind: "running", ...facts };
    if (before?.visibility !== facts.visibility) this.#parts.onVisibility();
  }

  #onEnd(end: ImmersiveEnd): void {
    const { announce, pipeline, sources } = this.#parts;
    this.#stopFollowing();
    this.#visit = null;
    if (this.#disposed) return;
    pipeline.setSpace(null);
    batch(() => {
      this.#state.immersive.value = { kind: "ended", end };
      this.#state.spoken.value = "";
      if (end.kind === "lost") announce.fault("immersive", end.error);
    });
    this.#parts.onCompare(false);
    this.#parts.onSwitch();
    this.#parts.onVisibility();
    void sources.resume().then(() => {
      if (this.#state.immersive.peek().kind === "ended") this.#callOff();
    });
  }

  #stopFollowing(): void {
    for (const end of this.#endings.splice(0)) end();
  }
}

const spaceTexts = (language: Language): SpaceTexts => ({
  all: translate(language, "dish.all"),
  leave: translate(language, "immersive.leave"),
  hintSelect: translate(language, "immersive.hintSelect"),
  hintLook: translate(language, "immersive.hintLook"),
  hintHold: translate(language, "immersive.hintHold"),
});
