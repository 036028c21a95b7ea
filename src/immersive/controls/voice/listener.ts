import { meant } from "./match";
import { finalResults, findRecognition, tagOf, type Language, type Recognition } from "./recognition";
import type { Phrase, VoiceCommand } from "./vocabulary";

export interface ListenerOptions {
  readonly language: Language;
  onCommand(command: VoiceCommand): void;
  /** It does not listen any more, and will not: refused, or no microphone. Not called for `stop`. */
  onEnd(reason: string): void;
  /** Where the recogniser is looked for; the page's own unless told. */
  readonly scope?: object;
}

/** Recognisers end by themselves now and then; they are started again after this time, ms, longer each time in vain. */
const AGAIN = 300;
const AGAIN_AT_MOST = 10_000;
/** Faults that go by; after any other listening is over. */
const passing = new Set(["no-speech", "aborted"]);

/** Listens for names on the device, until it is stopped. What is heard is compared and forgotten. */
export class Listener {
  readonly #options: ListenerOptions;
  #vocabulary: readonly Phrase[] = [];
  #recognition: Recognition | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;
  #pause = AGAIN;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  setVocabulary(vocabulary: readonly Phrase[]): void {
    this.#vocabulary = vocabulary;
  }

  start(): void {
    const Recogniser = findRecognition(this.#options.scope);
    if (Recogniser === null) return this.#options.onEnd("unsupported");
    const recognition = new Recogniser();
    recognition.processLocally = true;
    // Never a server: where the wish is not kept, nothing is started.
    if (!recognition.processLocally) return this.#options.onEnd("unsupported");
    recognition.lang = tagOf(this.#options.language);
    recognition.continuous = true;
    recognition.interimResults = false;
    recognition.maxAlternatives = 3;
    recognition.addEventListener("result", (event) => this.#hear(event));
    recognition.addEventListener("error", (event) => this.#fail(String(Reflect.get(event, "error"))));
    recognition.addEventListener("end", () => this.#startAgain());
    this.#recognition = recognition;
    try {
      recognition.start();
    } catch (error) {
      this.#fail(error instanceof Error ? error.name : String(error));
    }
  }

  stop(): void {
    const recognition = this.#recognition;
    this.#recognition = null;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    recognition?.abort();
  }

  #hear(event: Event): void {
    if (this.#recognition === null) return;
    this.#pause = AGAIN;
    for (const alternatives of finalResults(event)) {
      for (const { transcript, confidence } of alternatives) {
        const command = meant(transcript, confidence, this.#vocabulary);
        if (command === null) continue;
        this.#options.onCommand(command);
        break;
      }
    }
  }

  #fail(reason: string): void {
    if (this.#recognition === null || passing.has(reason)) return;
    this.stop();
    this.#options.onEnd(reason);
  }

  #startAgain(): void {
    if (this.#recognition === null) return;
    this.#recognition = null;
    this.#again = setTimeout(() => this.start(), this.#pause);
    this.#pause = Math.min(AGAIN_AT_MOST, this.#pause * 2);
  }
}
