import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";

import type { TensorMap } from "../../../src/net/tensors";
import { createTrainer, parseRecipe } from "../../src/recipes";
import type { Trainer } from "../../src/run/loop";

export const DISC_SIZE = 16;

const colours = { red: "#d02818", blue: "#2040d0", green: "#20a030" };

/** Discs on grey tables: the same places and sizes in each folder, another colour. Thirty pictures each. */
export async function makeDiscs(
  root: string,
  domains: readonly (keyof typeof colours)[] = ["red", "blue"],
): Promise<void> {
  for (const domain of domains) {
    await mkdir(join(root, "domains", domain), { recursive: true });
    for (let i = 0; i < 30; i++) {
      const circle = `<circle cx="${7 + (i % 3)}" cy="${7 + (i % 2)}" r="${3.5 + (i % 4) / 2}" fill="${colours[domain]}"/>`;
      const table = ["#aaa", "#b8b8b8", "#9a9a9a"][i % 3] ?? "#aaa";
      await sharp(Buffer.from(`<svg width="${DISC_SIZE}" height="${DISC_SIZE}">${circle}</svg>`))
        .flatten({ background: table })
        .png()
        .toFile(join(root, "domains", domain, `${String(i).padStart(2, "0")}.png`));
    }
  }
}

export const discData = {
  domains: ["red", "blue"],
  storedSize: DISC_SIZE,
  holdOut: { block: 1, modulo: 3, remainder: 2 },
};

export function trainerOf(root: string, recipe: Readonly<Record<string, unknown>>): Promise<Trainer> {
  const context = { data: root, cache: join(root, "cache"), base: root, log: () => {} };
  return createTrainer(parseRecipe(recipe), context);
}

/** Trains from step `first` up to `last`. @returns Each step's losses. */
export function train(trainer: Trainer, first: number, last: number): Record<string, number>[] {
  return Array.from({ length: last - first }, (_, i) => {
    const losses = trainer.step(first + i);
    const values = Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? Number.NaN] as const);
    tf.dispose(losses);
    return Object.fromEntries(values);
  });
}

/** Mean of a loss over the steps that have it. */
export function meanOf(history: readonly Readonly<Record<string, number>>[], name: string): number {
  const values = history.flatMap((losses) => losses[name] ?? []);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Largest difference between two checkpoints, which must have the same parts. */
export function largestDifference(a: TensorMap, b: TensorMap): number {
  // tfjs numbers the variables of a process, and Adam's moments are called after them.
  const names = (tensors: TensorMap): string[] => [...tensors.keys()].map((name) => name.replace(/:.*/, ""));
  if (names(a).join() !== names(b).join()) throw new Error("the checkpoints have other parts");
  const others = [...b.values()];
  let largest = 0;
  for (const [part, { data }] of [...a.values()].entries()) {
    const other = others[part]?.data;
    for (let i = 0; i < data.length; i++) {
      largest = Math.max(largest, Math.abs((data[i] ?? Number.NaN) - (other?.[i] ?? Number.NaN)));
    }
  }
  return largest;
}

/** A picture of a folder, `[1, size, size, 3]`. */
export async function readDisc(root: string, domain: string, name: string): Promise<tf.Tensor4D> {
  const pixels = await sharp(join(root, "domains", domain, name))
    .removeAlpha()
    .raw()
    .toBuffer();
  return tf.tensor4d(
    Float32Array.from(pixels, (value) => value / 127.5 - 1),
    [1, DISC_SIZE, DISC_SIZE, 3],
  );
}

/** The weights of a checkpoint under a prefix, as a net takes them. */
export function weightsUnder(tensors: TensorMap, prefix: string): ReadonlyMap<string, tf.Tensor> {
  return new Map(
    [...tensors].flatMap(([name, { shape, data }]) =>
      name.startsWith(prefix)
        ? [[name.slice(prefix.length), tf.tensor(Float32Array.from(data), [...shape])] as const]
        : [],
    ),
  );
}

/** How much redder than blue a disc's middle is, on average over samples of one colour: `[n, size, size, 3]`. */
export function redness(image: tf.Tensor4D): number {
  return tf.tidy(() => {
    const middle = tf.slice(image, [0, 6, 6, 0], [-1, 4, 4, -1]);
    const [red = 0, , blue = 0] = tf.mean(middle, [0, 1, 2]).dataSync();
    return red - blue;
  });
}
