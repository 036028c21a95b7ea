import type { DomainChoice } from "./types";

/**
 * How much a dish steams as it comes to the table, [0, 1], by domain id. A list of its own beside the models, for it says
 * nothing about their weights: a dish that no list knows does not steam.
 */
const steaming: ReadonlyMap<string, number> = new Map([
  ["ramen", 1],
  ["tom_yum", 1],
  ["khao_soi", 0.9],
  ["curry_rice", 0.7],
  ["khao_kha_mu", 0.7],
  ["bibimbap", 0.7],
  ["biryani", 0.6],
  ["pad_thai", 0.5],
  ["pad_see_ew", 0.5],
]);

/** How much each of the domains steams, in their order. */
export const steamOf = (domains: readonly Pick<DomainChoice, "id">[]): Float32Array =>
  Float32Array.from(domains, ({ id }) => steaming.get(id) ?? 0);
