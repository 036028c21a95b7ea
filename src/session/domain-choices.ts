import { batch } from "@preact/signals";
import type { DomainWeights } from "../translator/types";
import type { WritableLensState } from "./state";
import type { DomainChoice } from "./types";

/** Which dish is shown as what: a default for all, and choices for single dishes. */
export class DomainChoices {
  readonly #state: WritableLensState;
  readonly #overrides = new Map<number, string>();
  readonly #weights = new Map<string, DomainWeights>();
  readonly #none: DomainWeights = new Float32Array(0);

  constructor(state: WritableLensState) {
    this.#state = state;
  }

  /** Takes the domains of a model, and as default the first wanted one that it has. */
  setDomains(domains: readonly DomainChoice[], wanted: readonly (string | undefined)[]): void {
    this.#weights.clear();
    domains.forEach(({ id }, index) => {
      const oneHot = new Float32Array(domains.length);
      oneHot[index] = 1;
      this.#weights.set(id, oneHot);
    });
    batch(() => {
      this.#state.domains.value = domains;
      const known = wanted.find((id) => id !== undefined && this.has(id));
      this.#state.defaultDomain.value = known ?? domains[0]?.id ?? "";
    });
  }

  has(id: string): boolean {
    return this.#weights.has(id);
  }

  domainOf(dish: number): string {
    return this.#overrides.get(dish) ?? this.#state.defaultDomain.peek();
  }

  /** What a dish is shown as that nobody chose anything for. */
  get otherwise(): { readonly domain: string; readonly weights: DomainWeights } {
    const domain = this.#state.defaultDomain.peek();
    return { domain, weights: this.#weights.get(domain) ?? this.#none };
  }

  /** The same array for the same domain, so that a change can be told by identity. */
  weightsOf(dish: number): DomainWeights {
    return this.#weights.get(this.domainOf(dish)) ?? this.#none;
  }

  /** For one dish, or with null for all of them: choices for single ones are then forgotten. */
  choose(id: string, dish: number | null): boolean {
    if (!this.has(id)) return false;
    batch(() => {
      if (dish === null) {
        this.#overrides.clear();
        this.#state.defaultDomain.value = id;
      } else {
        this.#overrides.set(dish, id);
      }
      this.#state.dishes.value = this.#state.dishes.peek().map((shown) => {
        const domain = this.domainOf(shown.id);
        return domain === shown.domain ? shown : { ...shown, domain };
      });
    });
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
}
