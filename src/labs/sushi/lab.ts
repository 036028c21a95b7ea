import { batch, signal } from "@preact/signals";

import { graphOf } from "../../net/families";
import { arc } from "../../net/latent";
import { ModelPart, Newest } from "../shared/model";
import type { readAddress } from "../shared/page";
import { imageOf, savePictures } from "../shared/picture";
import type { Runner } from "../shared/runner";
import { latentOf, randomSeed, seedOf, WALL_PIECES, WALL_SIDE, wallLatents } from "./latents";
import { Morph } from "./morph";
import { goOn, pick, type Walk } from "./walk";

const firstWalk: Walk = { from: 0, to: 1, end: "from" };

/** A wall of generated pieces, and a way between two of them. */
export class SushiLab {
  readonly part: ModelPart<"dcgan">;
  readonly seed = signal(seedOf(location.hash) ?? randomSeed());
  /** Pieces as they are made, in the order of the wall; null for those that are not yet there. */
  readonly pieces = signal<readonly (ImageData | null)[]>(noPieces);
  readonly walk = signal<Walk>(firstWalk);
  /** How far on the way, [0, 1]. */
  readonly along = signal(0);
  readonly shown = signal<ImageData | null>(null);
  readonly milliseconds = signal(0);
  readonly fault = signal<unknown>(null);
  readonly morph: Morph;

  #runner: Runner | null = null;
  #length = 0;
  #side = 0;
  #latents = new Float32Array();
  /** Counts walls: rows of one that is no longer wanted are not made. */
  #wall = 0;
  readonly #showing = new Newest<Float32Array>(
    (latent) => this.#show(latent),
    (error) => (this.fault.value = error),
  );

  constructor({ model: id, only }: ReturnType<typeof readAddress>) {
    this.part = new ModelPart({
      family: "dcgan",
      id,
      only,
      graphOf: ({ config }) => graphOf(config, config.input.height),
      onReady: ({ config }, runner) => {
        this.#runner = runner;
        this.#length = config.architecture.latent;
        this.#side = config.input.height;
        void this.#make();
      },
    });
    this.morph = new Morph({
      // A slow machine gets as many pictures as it can make, at the speed that was asked for.
      ready: () => this.#runner !== null && this.#showing.idle,
      along: this.along,
      go: (along) => this.goTo(along),
      next: () => this.nextPair(),
    });
    addEventListener("hashchange", () => {
      const seed = seedOf(location.hash);
      if (seed !== null && seed !== this.seed.peek()) this.setSeed(seed);
    });
    this.#writeAddress();
  }

  /** Another wall. */
  setSeed(seed: number): void {
    batch(() => {
      this.seed.value = seed;
      this.walk.value = firstWalk;
      this.along.value = 0;
    });
    this.#writeAddress();
    void this.#make();
  }

  /** Takes a piece for the marked end. */
  pick(piece: number): void {
    const marked = this.walk.peek().end;
    this.walk.value = pick(this.walk.peek(), piece);
    this.goTo(marked === "from" ? 0 : 1);
  }

  mark(end: Walk["end"]): void {
    this.walk.value = { ...this.walk.peek(), end };
  }

  /** @param along [0, 1] */
  goTo(along: number): void {
    this.along.value = along;
    if (this.#latents.length === 0) return;
    const { from, to } = this.walk.peek();
    this.#showing.push(arc(latentOf(this.#latents, from), latentOf(this.#latents, to), along));
  }

  /** On from where the way ends, to a piece by chance. */
  nextPair(): void {
    this.walk.value = goOn(this.walk.peek(), WALL_PIECES, Math.random());
    this.goTo(0);
  }

  async saveShown(): Promise<void> {
    const image = this.shown.peek();
    try {
      if (image !== null) await savePictures([image], `mealshift-sushi-${this.seed.peek()}`);
    } catch (error) {
      this.fault.value = error;
    }
  }

  /** Makes the wall once more. */
  retry(): void {
    this.fault.value = null;
    void this.#make();
  }

  async #make(): Promise<void> {
    const runner = this.#runner;
    if (runner === null) return;
    const wall = ++this.#wall;
    this.#latents = wallLatents(this.seed.peek(), this.#length);
    this.pieces.value = noPieces;
    this.goTo(this.along.peek());
    const row = WALL_SIDE * this.#length;
    try {
      // Row by row, so that the first are seen while the others are made.
      for (let from = 0; from < this.#latents.length; from += row) {
        const { image } = await runner.run({ latent: this.#latents.slice(from, from + row) });
        if (wall !== this.#wall || image === undefined) return;
        this.#hang(image, from / this.#length);
      }
    } catch (error) {
      this.fault.value = error;
    }
  }

  /** Puts pictures into the wall, from a place on. */
  #hang(values: Float32Array, first: number): void {
    const size = this.#side ** 2 * 3;
    const made = Array.from({ length: values.length / size }, (_, i) =>
      imageOf(values.subarray(i * size, (i + 1) * size), this.#side),
    );
    this.pieces.value = this.pieces.peek().toSpliced(first, made.length, ...made);
  }

  async #show(latent: Float32Array): Promise<void> {
    if (this.#runner === null) return;
    const startedAt = performance.now();
    const { image } = await this.#runner.run({ latent });
    if (image === undefined) return;
    batch(() => {
      this.shown.value = imageOf(image, this.#side);
      this.milliseconds.value = performance.now() - startedAt;
      this.fault.value = null;
    });
  }

  #writeAddress(): void {
    history.replaceState(history.state, "", `#seed=${this.seed.peek()}`);
  }
}

const noPieces: readonly null[] = Array.from({ length: WALL_PIECES }, () => null);
