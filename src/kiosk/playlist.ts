import { computed } from "@preact/signals";
import type { DomainChoice, Lens } from "../session";

/** The dishes of the playlist that the model knows, in the playlist's order; all of them where none is left. */
export const playlistOf = (domains: readonly DomainChoice[], wanted: readonly string[]): readonly DomainChoice[] => {
  const chosen = wanted.flatMap((id) => domains.find((domain) => domain.id === id) ?? []);
  return chosen.length === 0 ? domains : chosen;
};

/** The dish that a visit begins with: the wanted one if it is in the list, else the list's first. */
export const firstDish = (list: readonly DomainChoice[], wanted: string | undefined): string | undefined =>
  (list.find(({ id }) => id === wanted) ?? list[0])?.id;

/**
 * The lens with the playlist's dishes alone: what shows, steps and counts dishes sees no others.
 * @param wanted Reads signals.
 */
export const withPlaylist = (lens: Lens, wanted: () => readonly string[]): Lens => {
  const domains = computed(() => playlistOf(lens.state.domains.value, wanted()));
  const stepDomain = (by: 1 | -1) => {
    const list = domains.peek();
    const at = list.findIndex(({ id }) => id === lens.state.currentDomain.peek());
    const next = list[(Math.max(at, 0) + by + list.length) % Math.max(1, list.length)];
    if (next !== undefined) lens.actions.chooseDomain(next.id);
  };
  return { ...lens, state: { ...lens.state, domains }, actions: { ...lens.actions, stepDomain } };
};
