import type { DomainWeights } from "../translator/types";

/** From one patch to the next of the same dish and domain, ms: 10 Hz of them look like one moving picture. */
export const patchBlendMs = 100;
/** When the domain changed. */
export const crossFadeMs = 300;
/** A new dish comes, a lost one goes. */
export const presenceMs = 200;

/** Sum of absolute differences of the domain weights from which a change counts as another domain, of at most 2. */
const domainChange = 0.5;

export function isOtherDomain(a: Float32Array, b: DomainWeights): boolean {
  if (a.length !== b.length) return true;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum >= domainChange;
}
