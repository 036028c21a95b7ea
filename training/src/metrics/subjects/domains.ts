import type { LabelledImages } from "../../data/domains";
import { evenly } from "../interval";
import { sized, upTo } from "../pictures";
import type { HeldOutPictures, Sources, Target } from "../subject";
import type { SubjectOptions } from "./options";

/** How held-out pictures of several folders serve a translator. */
interface Roles {
  readonly domains: readonly string[];
  /** Which of the domains are translated, and into which. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly size: number;
  /** Neighbours in a folder that may show one bowl. */
  readonly block: number;
  /** Whether the pictures' ellipses are known. */
  readonly hasEllipses: boolean;
}

/** Held-out pictures of several dishes as sources and as what translations are compared with. */
export function picturesOfDomains(
  heldOut: LabelledImages,
  roles: Roles,
  options: SubjectOptions,
): { readonly sources: Sources; readonly targets: Target[]; readonly sourceDomains: readonly number[] } {
  const { domains, from, to, size, block } = roles;
  const blockOf = (index: number): number => {
    const domain = heldOut.labels[index] ?? 0;
    return Math.floor((heldOut.byDomain[domain]?.indexOf(index) ?? 0) / block);
  };
  const take = (chosen: readonly number[]): HeldOutPictures => ({
    images: sized(heldOut.images, chosen, size),
    blocks: chosen.map(blockOf),
    outside: roles.hasEllipses ? sized(heldOut.outside, chosen, size) : null,
  });
  const each = options.sources ?? Math.ceil(options.inAll / from.length);
  const chosen = from.flatMap((domain) => evenly(heldOut.byDomain[domain] ?? [], each));
  const sourceDomains = chosen.map((index) => heldOut.labels[index] ?? 0);
  const targets = to.map((domain) => ({
    name: domains[domain] ?? "",
    real: take(evenly(heldOut.byDomain[domain] ?? [], options.pictures)),
  }));
  const own = sourceDomains.map((domain) => (to.includes(domain) ? to.indexOf(domain) : null));
  return { sources: { ...take(chosen), own }, targets, sourceDomains };
}

/** Neighbouring pictures of a list in blocks of `block`. */
export function blocksOf(count: number, block: number): number[] {
  return upTo(count).map((index) => Math.floor(index / block));
}
