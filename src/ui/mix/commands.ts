import type { Lens } from "../../session";
import { nudge } from "./nudge";

/** Begins a mix with the next dish, half of each; ends the one there is with the dish of which it has more. */
export const toggleMix = ({ state, actions }: Lens): void => {
  const mix = state.mix.peek();
  if (mix !== null) return actions.chooseDomain(mix.amount > 0.5 ? mix.to : mix.from);
  const ids = state.domains.peek().map(({ id }) => id);
  const from = state.currentDomain.peek();
  const to = ids[(ids.indexOf(from) + 1) % Math.max(1, ids.length)];
  if (to !== undefined) actions.mixDomains(from, to, 0.5);
};

/** One key press towards the dish beside. */
export const nudgeMix = ({ state, actions }: Lens, by: 1 | -1): void => {
  const domains = state.domains.peek().map(({ id }) => id);
  const nudged = nudge({ domains, current: state.currentDomain.peek(), mix: state.mix.peek() }, by);
  if (nudged?.kind === "dish") actions.chooseDomain(nudged.domain);
  else if (nudged !== null) actions.mixDomains(nudged.mix.from, nudged.mix.to, nudged.mix.amount);
};
