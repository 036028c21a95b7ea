import { crossFadeMs, isOtherDomain, patchBlendMs, presenceMs } from "../../compositor/fades";
import { TileBlend } from "../../compositor/tile-blend";
import type { Mask } from "../../segmentation/types";
import type { Patch } from "../../translator/types";
import type { SpaceDish, SpaceLayer } from "../types";
import { coverage } from "./coverage";

/**
 * A patch that shows so much less of the dish than the one before, in parts of its rim, is left out: the head has turned, the
 * camera's picture cuts the dish, and what was seen whole is still right. A dish that was moved is another matter.
 */
const muchLess = 0.15;
const movedBy = 0.02;

/** What waits for a texture of its own. */
export interface Waiting<T> {
  readonly content: T;
  readonly tile: number;
}

/**
 * One of the places for a dish: what is shown there, and what is to be shown next. Patches and masks come each at a
 * pace of their own, and from views of their own, so each have tiles of their own, and both blend into the next.
 */
export class SpaceSlot {
  readonly patches = new TileBlend();
  readonly masks = new TileBlend();
  /** Opacity of the whole dish, [0, 1]. */
  presence = 0;
  #dish: SpaceDish | null = null;
  #leaving = false;
  #patch: Patch | null = null;
  #shownPatch: Patch | null = null;
  #shownMask: Mask | null = null;
  #shownDomains: Float32Array = new Float32Array(0);
  #shownCoverage = 0;
  #movedThen = { x: 0, z: 0 };
  /** A patch that was looked at and left out. */
  #leftOut: Patch | null = null;

  /** As it was last told of, still there while it fades; null when the slot is free. */
  get dish(): SpaceDish | null {
    return this.#dish;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /** Takes the newest state of a dish. */
  show({ dish, patch }: SpaceLayer): void {
    if (this.#dish?.id !== dish.id) this.clear();
    this.#dish = dish;
    this.#leaving = false;
    this.#patch = patch;
  }

  /** The dish was lost: what is shown of it fades where it was last. */
  leave(): void {
    this.#leaving = true;
    this.#patch = null;
  }

  /** Moves blends and fades on by the time from `before` to `now`, ms. */
  advance(before: number, now: number): void {
    if (this.#dish === null) return;
    this.patches.advance(now);
    this.masks.advance(now);
    const step = Math.max(0, now - before) / presenceMs;
    if (this.#leaving) this.presence = Math.max(0, this.presence - step);
    else if (!this.patches.empty && !this.masks.empty) this.presence = Math.min(1, this.presence + step);
    if (this.#leaving && this.presence === 0) this.clear();
  }

  /** The patch that is to be put into a tile now, or null: nothing is new, no tile is free, or it is of another table. */
  nextPatch(table: number): Waiting<Patch> | null {
    const patch = this.#patch;
    if (patch === null || patch === this.#shownPatch || patch === this.#leftOut || patch.view?.table !== table)
      return null;
    if (!this.#isWorse(patch)) return waiting(patch, this.patches);
    this.#leftOut = patch;
    return null;
  }

  /** What `nextPatch` returned is in its tile: the blend to it starts. */
  patchIsIn({ content, tile }: Waiting<Patch>, now: number): void {
    const { domains } = content;
    const crossFade = !this.patches.empty && isOtherDomain(this.#shownDomains, domains);
    this.patches.begin(tile, now, crossFade ? crossFadeMs : patchBlendMs, crossFade);
    this.#shownPatch = content;
    if (this.#dish !== null) {
      this.#shownCoverage = coverage(content, this.#dish);
      this.#movedThen = this.#dish.moved;
    }
    if (this.#shownDomains.length !== domains.length) this.#shownDomains = new Float32Array(domains.length);
    this.#shownDomains.set(domains);
  }

  /** The dish whose mask is to be put into a tile now, or null. */
  nextMask(table: number): Waiting<SpaceDish> | null {
    const dish = this.#dish;
    if (dish === null || this.#leaving || dish.mask === this.#shownMask || dish.maskView.table !== table) return null;
    return waiting(dish, this.masks);
  }

  maskIsIn({ content, tile }: Waiting<SpaceDish>, now: number): void {
    this.masks.begin(tile, now, patchBlendMs, false);
    this.#shownMask = content.mask;
  }

  clear(): void {
    this.#dish = null;
    this.#leaving = false;
    this.#patch = null;
    this.#shownPatch = null;
    this.#leftOut = null;
    this.#shownMask = null;
    this.#shownDomains.fill(0);
    this.presence = 0;
    this.patches.reset();
    this.masks.reset();
  }

  #isWorse(patch: Patch): boolean {
    const dish = this.#dish;
    if (dish === null || this.patches.empty || isOtherDomain(this.#shownDomains, patch.domains)) return false;
    if (Math.hypot(dish.moved.x - this.#movedThen.x, dish.moved.z - this.#movedThen.z) > movedBy) return false;
    return coverage(patch, dish) < this.#shownCoverage - muchLess;
  }
}

function waiting<T>(content: T, blend: TileBlend): Waiting<T> | null {
  const tile = blend.freeTile();
  return tile < 0 ? null : { content, tile };
}
