import { steamOfMix } from "../net/picture/steam";
import type { Dish, Mask, Square } from "../segmentation/types";
import type { Patch } from "../translator/types";
import { crossFadeMs, isOtherDomain, patchBlendMs, presenceMs } from "./fades";
import { TileBlend } from "./tile-blend";
import type { DishLayer } from "./types";

/** Steam comes and goes slower than dishes do. */
const steamMs = 1200;

interface MutableSquare {
  cx: number;
  cy: number;
  size: number;
}

/** One of the four places for a dish: what is shown there, and what is to be shown next. */
export class DishSlot {
  readonly blend = new TileBlend();
  /** Where the dish is now, pixels of the frame. */
  readonly roi: MutableSquare = { cx: 0, cy: 0, size: 1 };
  /** Where it was when its mask was made. */
  readonly maskRoi: MutableSquare = { cx: 0, cy: 0, size: 1 };
  /** Opacity of the whole dish, [0, 1]. */
  presence = 0;
  /** How much the dish steams now, [0, 1]. */
  steam = 0;
  #steamOfDomains: Float32Array | null = null;
  #dishId: number | null = null;
  #leaving = false;
  #patch: Patch | null = null;
  #mask: Mask | null = null;
  #bakedPatch: Patch | null = null;
  #bakedMask: Mask | null = null;
  #bakedDomains: Float32Array = new Float32Array(0);

  /** Null when the slot is free. */
  get dishId(): number | null {
    return this.#dishId;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  get moving(): boolean {
    if (this.#dishId === null) return false;
    const fading = this.presence !== (this.#leaving ? 0 : 1);
    return this.#stale || this.blend.moving || fading || this.steam !== this.#wantedSteam;
  }

  /** How much each domain steams, [0, 1]; null for none. */
  setSteam(steam: Float32Array | null): void {
    this.#steamOfDomains = steam;
  }

  /** Takes the newest state of the dish. Returns true when anything changed that can be seen. */
  show(layer: DishLayer): boolean {
    const { dish, patch } = layer;
    if (this.#dishId !== dish.id) this.#adopt(dish);
    const moved = assign(this.roi, dish.roi);
    const masked = dish.mask !== this.#mask;
    if (masked) assign(this.maskRoi, dish.roi);
    const changed = moved || masked || patch !== this.#patch || this.#leaving;
    this.#mask = dish.mask;
    this.#patch = patch;
    this.#leaving = false;
    return changed;
  }

  /** The dish was lost: what is shown of it fades where it was last. */
  leave(): void {
    this.#leaving = true;
    this.#patch = null;
    this.#mask = null;
  }

  /** Moves blends and fades on by the time from `before` to `now`, ms. */
  advance(before: number, now: number): void {
    if (this.#dishId === null) return;
    this.blend.advance(now);
    if (this.blend.empty && !this.#leaving) return;
    const steamStep = Math.max(0, now - before) / steamMs;
    this.steam += Math.max(-steamStep, Math.min(steamStep, this.#wantedSteam - this.steam));
    const step = Math.max(0, now - before) / presenceMs;
    this.presence = this.#leaving ? Math.max(0, this.presence - step) : Math.min(1, this.presence + step);
    if (this.#leaving && this.presence === 0) this.clear();
  }

  /** What is to be put into the free tile now, or null: nothing is new, or no tile is free. */
  next(): { readonly patch: Patch; readonly mask: Mask; readonly tile: number } | null {
    const tile = this.#stale ? this.blend.freeTile() : -1;
    if (tile < 0 || this.#patch === null || this.#mask === null) return null;
    return { patch: this.#patch, mask: this.#mask, tile };
  }

  /** What `next` returned is in its tile: the blend to it starts. */
  baked(patch: Patch, mask: Mask, tile: number, now: number): void {
    const crossFade = !this.blend.empty && isOtherDomain(this.#bakedDomains, patch.domains);
    this.blend.begin(tile, now, crossFade ? crossFadeMs : patchBlendMs, crossFade);
    this.#bakedPatch = patch;
    this.#bakedMask = mask;
    if (this.#bakedDomains.length !== patch.domains.length) this.#bakedDomains = new Float32Array(patch.domains.length);
    this.#bakedDomains.set(patch.domains);
  }

  /** The tiles lost their content: starts again from the newest patch. */
  forgetTiles(): void {
    if (this.#leaving) this.clear();
    this.blend.reset();
    this.#bakedPatch = null;
    this.#bakedMask = null;
  }

  clear(): void {
    this.#dishId = null;
    this.#leaving = false;
    this.#patch = null;
    this.#mask = null;
    this.presence = 0;
    this.steam = 0;
    this.#bakedDomains.fill(0);
    this.forgetTiles();
  }

  /** Of what is shown: the mean of its domains by their weights. */
  get #wantedSteam(): number {
    return steamOfMix(this.#bakedDomains, this.#steamOfDomains);
  }

  get #stale(): boolean {
    return this.#patch !== null && (this.#patch !== this.#bakedPatch || this.#mask !== this.#bakedMask);
  }

  #adopt(dish: Dish): void {
    this.clear();
    this.#dishId = dish.id;
  }
}

function assign(target: MutableSquare, source: Square): boolean {
  if (target.cx === source.cx && target.cy === source.cy && target.size === source.size) return false;
  target.cx = source.cx;
  target.cy = source.cy;
  target.size = source.size;
  return true;
}
