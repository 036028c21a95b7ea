import type { SpaceChoice } from "../../types";
import { Listener, type ListenerOptions } from "./listener";
import { vocabularyOf } from "./vocabulary";

/** The original that was asked for by its name is shown for so long, ms. */
const ORIGINAL = 5000;

interface VoiceEvents {
  onChoose(id: string): void;
  /** The original, true until its time is over or a dish is named. */
  onOriginal(shown: boolean): void;
  onLeave(): void;
}

/** What people turn on who want to choose by voice. */
export type VoiceOptions = Pick<ListenerOptions, "language" | "onEnd" | "scope">;

/** Names of dishes, the original and leaving, by voice. */
export class Voice {
  readonly #listener: Listener;
  readonly #events: VoiceEvents;
  #now = 0;
  /** ms; null while the original was not asked for. */
  #until: number | null = null;

  constructor(options: VoiceOptions, events: VoiceEvents) {
    this.#events = events;
    this.#listener = new Listener({
      ...options,
      onCommand: (command) => {
        if (command.kind === "original") return this.#showOriginal();
        this.#hideOriginal();
        if (command.kind === "leave") events.onLeave();
        else events.onChoose(command.id);
      },
    });
    this.#listener.start();
  }

  setChoices(choices: readonly SpaceChoice[]): void {
    this.#listener.setVocabulary(vocabularyOf(choices));
  }

  /** @param now ms */
  update(now: number): void {
    this.#now = now;
    if (this.#until !== null && now > this.#until) this.#hideOriginal();
  }

  dispose(): void {
    this.#listener.stop();
    this.#hideOriginal();
  }

  #showOriginal(): void {
    const shown = this.#until !== null;
    this.#until = this.#now + ORIGINAL;
    if (!shown) this.#events.onOriginal(true);
  }

  #hideOriginal(): void {
    if (this.#until === null) return;
    this.#until = null;
    this.#events.onOriginal(false);
  }
}
