import * as tf from "@tensorflow/tfjs-core";

import { sampleAffine } from "../data/augment";
import { leaveDishAlone } from "../data/dish-alone";
import type { LabelledImages } from "../data/domains";
import { heldOutView } from "./classifier-batch";
import { type ClassifierRecipe, dishCount } from "./classifier-options";

/** What a classifier takes one held-out picture for. */
export interface Guess {
  /** The picture's place in its set. */
  readonly index: number;
  readonly label: number;
  readonly guess: number;
}

export interface GuessOptions {
  readonly recipe: Pick<ClassifierRecipe, "data" | "dishes" | "size">;
  readonly heldOut: LabelledImages;
  /** Whether what lies outside the dishes is made grey. */
  readonly alone: boolean;
}

const BATCH = 32;

/** Guesses about all pictures of the recipe's dishes, among these dishes, in the order of the dishes. */
export async function guessDishes(
  logits: (image: tf.Tensor4D) => tf.Tensor,
  options: GuessOptions,
): Promise<readonly Guess[]> {
  const { recipe, heldOut } = options;
  const { size } = recipe;
  const dishes = dishCount(recipe);
  const pictures = heldOut.byDomain.slice(0, dishes).flat();
  const found: Guess[] = [];
  for (let first = 0; first < pictures.length; first += BATCH) {
    const chunk = pictures.slice(first, first + BATCH);
    const best = tf.tidy(() => {
      const image = tf.tensor4d(viewsOf(chunk, options), [chunk.length, size, size, 3]);
      return tf.argMax(tf.slice(logits(image), [0, 0], [-1, dishes]), 1);
    });
    const guesses = await best.data<"int32">();
    best.dispose();
    for (const [i, index] of chunk.entries()) {
      found.push({ index, label: heldOut.labels[index] ?? 0, guess: guesses[i] ?? -1 });
    }
  }
  return found;
}

/** Mean over the dishes of the share of pictures that are taken for what they show. */
export function balancedAccuracy(guesses: readonly Guess[]): number {
  const labels = [...new Set(guesses.map(({ label }) => label))];
  const shares = labels.map((label) => accuracy(guesses.filter((guess) => guess.label === label)));
  return shares.reduce((a, b) => a + b, 0) / shares.length;
}

/** Share of pictures that are taken for what they show. */
export function accuracy(guesses: readonly Guess[]): number {
  return guesses.filter(({ label, guess }) => label === guess).length / guesses.length;
}

/** The first pictures that it was wrong about, `[size, size, 3]` in [-1, 1]. */
export function mistakesAmong(guesses: readonly Guess[], most: number, options: GuessOptions): Float32Array[] {
  const wrong = guesses.filter(({ label, guess }) => label !== guess).slice(0, most);
  return wrong.map(({ index }) => viewsOf([index], options));
}

/** Pictures as they are looked at, one after the other. */
function viewsOf(pictures: readonly number[], { recipe, heldOut, alone }: GuessOptions): Float32Array {
  const { size } = recipe;
  const pixels = size * size * 3;
  const view = heldOutView(recipe.data);
  const data = new Float32Array(pictures.length * pixels);
  for (const [i, index] of pictures.entries()) {
    sampleAffine(heldOut.images, index, view, size, data, i * pixels);
    if (alone) leaveDishAlone(heldOut, index, view, size, data, i * pixels);
  }
  return data;
}
