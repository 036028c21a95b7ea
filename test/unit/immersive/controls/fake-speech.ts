import { vi } from "vitest";

/** Where a recogniser in memory is found, and all that were made of it. */
export const createScope = ({ available = "available", keepsLocal = true } = {}) => {
  const made: Fake[] = [];
  class Fake extends EventTarget {
    static available = vi.fn<(options: object) => Promise<string>>(() => Promise.resolve(available));
    lang = "";
    continuous = false;
    interimResults = true;
    maxAlternatives = 1;
    started = 0;
    aborted = 0;
    #local = false;
    constructor() {
      super();
      made.push(this);
    }
    get processLocally(): boolean {
      return this.#local;
    }
    set processLocally(value: boolean) {
      this.#local = keepsLocal && value;
    }
    start(): void {
      this.started += 1;
    }
    abort(): void {
      this.aborted += 1;
    }
    hear(transcript: string, confidence = 0.9, isFinal = true): void {
      const result = Object.assign(
        [
          { transcript: "hm", confidence },
          { transcript, confidence },
        ],
        { isFinal },
      );
      this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results: [result] }));
    }
    fail(error: string): void {
      this.dispatchEvent(Object.assign(new Event("error"), { error }));
    }
  }
  return { scope: { SpeechRecognition: Fake }, made, Fake };
};
