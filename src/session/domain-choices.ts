import { batch } from "@preact/signals";
import type { DomainWeights } from "../translator/types";
import type { WritableLensState } from "./state";
import type { DomainChoice, DomainMix } from "./types";

/** What a dish is shown as. Its weights are the same array as long as it is the same choice. */
interface Choice {
  readonly domain: string;
  readonly mix: DomainMix | null;
  readonly weights: DomainWeights;
}

const nothing: Choice = { domain: "", mix: null, weights: new Float32Array(0) };

/** Which dish is shown as what: a default for all, and choices for single dishes. */
export class DomainChoices {
  readonly #state: WritableLensState;
  /** One for each domain, in the model's order. */
  readonly #pure = new Map<string, Choice>();
  readonly #overrides = new Map<number, Choice>();
  #default = nothing;

  constructor(state: WritableLensState) {
    this.#state = state;
  }

  /** Takes the domains of a model, and as default the first wanted one that it has. */
  setDomains(domains: readonly DomainChoice[], wanted: readonly (string | undefined)[]): void {
    this.#pure.clear();
    domains.forEach(({ id }, index) => {
      const weights = new Float32Array(domains.length);
      weights[index] = 1;
      this.#pure.set(id, { domain: id, mix: null, weights });
    });
    const known = wanted.find((id) => id !== undefined && this.has(id)) ?? domains[0]?.id ?? "";
    batch(() => {
      this.#state.domains.value = domains;
      this.#put(this.#pure.get(known) ?? nothing, null);
    });
  }

  has(id: string): boolean {
    return this.#pure.has(id);
  }

  /** What the dish is shown as; its weights are the same array for the same choice, so that a change can be told by identity. */
  of(dish: number): Choice {
    return this.#overrides.get(dish) ?? this.#default;
  }

  /** What a dish is shown as that nobody chose anything for. */
  get otherwise(): Choice {
    return this.#default;
  }

  /** For one dish, or with null for all of them: choices for single ones are then forgotten. */
  choose(id: string, dish: number | null): boolean {
    const choice = this.#pure.get(id);
    if (choice === undefined) return false;
    this.#put(choice, dish);
    return true;
  }

  /** As `choose`, part of the way from one domain to another. False where a domain is unknown, or both are the same. */
  mix(mix: DomainMix, dish: number | null): boolean {
    const from = this.#pure.get(mix.from);
    const to = this.#pure.get(mix.to);
    if (from === undefined || to === undefined || from === to || Number.isNaN(mix.amount)) return false;
    const amount = Math.min(1, Math.max(0, mix.amount));
    const weights = from.weights.map((weight, i) => weight + ((to.weights[i] ?? 0) - weight) * amount);
    this.#put({ domain: mix.from, mix: { ...mix, amount }, weights }, dish);
    return true;
  }

  /** The domain beside the current one, round the ends; an empty string without domains. */
  neighbour(by: 1 | -1): string {
    const domains = this.#state.domains.peek();
    const at = domains.findIndex(({ id }) => id === this.#state.currentDomain.peek());
    return domains[(Math.max(at, 0) + by + domains.length) % Math.max(1, domains.length)]?.id ?? "";
  }

  /** Another source: its dishes are others. */
  forgetDishes(): void {
    this.#overrides.clear();
  }

  #put(choice: Choice, dish: number | null): void {
    batch(() => {
      if (dish === null) {
        this.#overrides.clear();
        this.#default = choice;
        this.#state.defaultDomain.value = choice.domain;
        this.#state.defaultMix.value = choice.mix;
      } else {
        this.#overrides.set(dish, choice);
      }
      this.#state.dishes.value = this.#state.dishes.peek().map((shown) => {
        const { domain, mix } = this.of(shown.id);
        return domain === shown.domain && mix === shown.mix ? shown : { ...shown, domain, mix };
      });
    });
  }
}
