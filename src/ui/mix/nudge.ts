import type { DomainMix } from "../../session";

/** Share that a key press moves. */
const step = 0.1;

/** What a press leads to: a mix, or one dish alone at either end of it. */
export type Nudged =
  | { readonly kind: "mix"; readonly mix: DomainMix }
  | { readonly kind: "dish"; readonly domain: string };

export interface NudgeFrom {
  readonly domains: readonly string[];
  readonly current: string;
  readonly mix: DomainMix | null;
}

/**
 * One press towards the dish at the right (1) or at the left (-1): begins a mix with it, goes further in the one there
 * is, or arrives. A mix with a dish elsewhere grows to the right. Null where there are not two dishes.
 */
export const nudge = ({ domains, current, mix }: NudgeFrom, by: 1 | -1): Nudged | null => {
  const at = domains.indexOf(current);
  const beside = (side: 1 | -1) => domains[(Math.max(at, 0) + side + domains.length) % Math.max(1, domains.length)];
  const to = mix?.to ?? beside(by);
  if (at < 0 || to === undefined || to === current) return null;
  const towards = to === beside(-1) && to !== beside(1) ? -1 : 1;
  // Tenths that were added up are not quite tenths.
  const amount = Math.round(((mix?.amount ?? 0) + (mix === null || by === towards ? step : -step)) * 100) / 100;
  if (amount <= 0) return { kind: "dish", domain: current };
  if (amount >= 1) return { kind: "dish", domain: to };
  return { kind: "mix", mix: { from: current, to, amount } };
};
