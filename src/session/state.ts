import { computed, signal, type Signal } from "@preact/signals";
import { UnknownModelError } from "../net/errors";
import type { Fault, FaultPart, LensState, Notice, NoticeBody } from "./types";

/** The same state, as the session writes it. `currentDomain` and `mix` follow from the others. */
export type WritableLensState = {
  readonly [Key in keyof LensState]: Key extends "currentDomain" | "mix"
    ? LensState[Key]
    : LensState[Key] extends { readonly value: infer Value }
      ? Signal<Value>
      : never;
};

export const createLensState = (): WritableLensState => {
  const defaultDomain = signal("");
  const defaultMix: WritableLensState["defaultMix"] = signal(null);
  const dishes: WritableLensState["dishes"] = signal([]);
  const chosenDish: WritableLensState["chosenDish"] = signal(null);
  const chosen = computed(() => dishes.value.find((dish) => dish.id === chosenDish.value));
  return {
    phase: signal({ kind: "loading", step: "catalog", loadedBytes: 0, totalBytes: 0 }),
    source: signal(null),
    picture: signal(null),
    cameras: signal([]),
    domains: signal([]),
    defaultDomain,
    defaultMix,
    dishes,
    chosenDish,
    currentDomain: computed(() => chosen.value?.domain ?? defaultDomain.value),
    mix: computed(() => (chosen.value === undefined ? defaultMix.value : chosen.value.mix)),
    rates: signal({ translated: 0, drawn: 0 }),
    timings: signal({ segment: 0, crop: 0, run: 0, read: 0, translate: 0, draw: 0 }),
    translator: signal(null),
    compositor: signal(null),
    adapter: signal(null),
    divider: signal(0),
    original: signal(false),
    strength: signal(1),
    steam: signal(true),
    frozen: signal(false),
    paused: signal(false),
    immersive: signal({ kind: "unknown" }),
    spoken: signal(""),
    faults: signal([]),
    notices: signal([]),
  };
};

/** Faults, one a part, and notices, in the order in which they came. */
export class Announcements {
  readonly #state: Pick<WritableLensState, "faults" | "notices">;
  #nextId = 1;

  constructor(state: Pick<WritableLensState, "faults" | "notices">) {
    this.#state = state;
  }

  fault(part: FaultPart, error: Error, retrying = false): Fault {
    const choices = error instanceof UnknownModelError ? { choices: error.known } : {};
    const fault: Fault = { part, name: error.name, message: error.message, ...choices, retrying };
    this.#state.faults.value = [...this.#without(part), fault];
    return fault;
  }

  clearFault(part: FaultPart): void {
    if (this.#state.faults.value.some((fault) => fault.part === part)) this.#state.faults.value = this.#without(part);
  }

  notify(body: NoticeBody): void {
    const notice: Notice = { ...body, id: this.#nextId };
    this.#nextId += 1;
    this.#state.notices.value = [...this.#state.notices.value, notice];
  }

  dismiss(id: number): void {
    this.#state.notices.value = this.#state.notices.value.filter((notice) => notice.id !== id);
  }

  #without(part: FaultPart): readonly Fault[] {
    return this.#state.faults.value.filter((fault) => fault.part !== part);
  }
}
