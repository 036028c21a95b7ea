/** Tiles that each dish has for its patches: two that blend, and a third for the patch that comes meanwhile. */
export const tilesPerDish = 3;

/**
 * Blends the patches of one dish over time. Each patch lies in a tile of its own; the weights of the tiles sum to 1
 * once the first patch is there. A new patch needs a tile of weight 0, so nothing on screen ever jumps: while there
 * is none, the patch waits (and a newer one may take its place). Weights change linearly, so that a transition which
 * is taken over halfway goes on from where it is. Times in ms.
 */
export class TileBlend {
  readonly weights = new Float32Array(tilesPerDish);
  readonly #from = new Float32Array(tilesPerDish);
  #incoming = -1;
  #start = 0;
  #duration = 0;
  #crossFadeEnd = -Infinity;

  /** True until the first patch. */
  get empty(): boolean {
    return this.#incoming < 0;
  }

  /** True while weights change. */
  get moving(): boolean {
    return this.#incoming >= 0 && this.weights[this.#incoming] !== 1;
  }

  /** A tile that may be overwritten, or -1. */
  freeTile(): number {
    for (let tile = 0; tile < tilesPerDish; tile++) {
      if (tile !== this.#incoming && this.weights[tile] === 0) return tile;
    }
    return -1;
  }

  /**
   * Starts the transition to what was just put into `tile`. The first one takes no time. A patch that comes during a
   * cross-fade joins it: the cross-fade still ends when it was to end.
   */
  begin(tile: number, now: number, duration: number, crossFade: boolean): void {
    this.advance(now);
    this.#from.set(this.weights);
    if (crossFade) this.#crossFadeEnd = now + duration;
    this.#start = now;
    this.#duration = this.empty ? 0 : Math.max(duration, this.#crossFadeEnd - now);
    this.#incoming = tile;
    this.advance(now);
  }

  advance(now: number): void {
    if (this.empty) return;
    const progress = this.#duration === 0 ? 1 : Math.min(1, Math.max(0, (now - this.#start) / this.#duration));
    for (let tile = 0; tile < tilesPerDish; tile++) {
      const from = this.#from[tile] ?? 0;
      const to = tile === this.#incoming ? 1 : 0;
      this.weights[tile] = progress === 1 ? to : from + (to - from) * progress;
    }
  }

  reset(): void {
    this.weights.fill(0);
    this.#incoming = -1;
    this.#crossFadeEnd = -Infinity;
  }
}
