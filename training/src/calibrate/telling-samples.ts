import type { Sample } from "./samples";

/** Most that are taken of either kind. */
const COUNT = 12;

/**
 * The samples that convolutions are tried on one by one: the first, and of the others those that fare worst. Pictures whose values
 * lie far out are rare, and suffer most where these are clipped. All are of the smallest size, which costs least.
 * @param agreement Of each sample with steps that a simple method chose, dB.
 */
export function tellingSamples(samples: readonly Sample[], agreement: readonly number[]): Sample[] {
  const smallest = Math.min(...samples.map(({ size }) => size));
  const known = samples.map((sample, index) => ({ sample, agreement: agreement[index] ?? 0 }));
  const small = known.filter(({ sample }) => sample.size === smallest);
  const hard = small.slice(COUNT).toSorted((a, b) => a.agreement - b.agreement);
  return [...small.slice(0, COUNT), ...hard.slice(0, COUNT)].map(({ sample }) => sample);
}
