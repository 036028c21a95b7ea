import * as tf from "@tensorflow/tfjs-core";

import { foldBatchNorm } from "../../../src/net/fold";
import type { Graph } from "../../../src/net/graph";
import type { Weights } from "../../../src/net/tensors";
import type { ImageSet } from "../data/image-set";
import { averageBlocks } from "../losses/structure";
import { Network } from "../models/network";
import { JudgeError } from "./errors";
import { chunks, tensorOf, upTo } from "./pictures";

/** What the judge has to say about each picture of a set. */
export interface Judgement {
  /** Class of each picture, among those that the judge may choose from. */
  readonly guesses: readonly number[];
  /** Pooled features of each picture. */
  readonly features: readonly Float32Array[];
}

const BATCH = 32;

/** A trained classifier that looks at pictures of any size, reduced or enlarged to the one that it was trained at. */
export class Judge {
  /** Where it was read from. */
  readonly path: string;
  /** Names of its classes. */
  readonly classes: readonly string[];
  /** Side of what it sees, pixels. */
  readonly size: number;
  readonly #network: Network;
  readonly #layers: readonly string[];
  /** 0 for classes that it may choose, minus infinity for the others. */
  readonly #choice: Float32Array;
  readonly #known = new WeakMap<ImageSet, Promise<Judgement>>();

  /** @param choice Those of its classes that it chooses from: further ones taught its features something. */
  constructor(
    path: string,
    net: { readonly graph: Graph; readonly weights: Weights },
    classes: readonly string[],
    choice: readonly string[] = classes,
  ) {
    const { graph, weights } = foldBatchNorm(net.graph, net.weights);
    const input = graph.nodes.find(({ op }) => op === "input");
    this.path = path;
    this.classes = classes;
    this.size = input?.shape[0] ?? 0;
    this.#choice = Float32Array.from(classes, (name) => (choice.includes(name) ? 0 : Number.NEGATIVE_INFINITY));
    this.#layers = stageEnds(graph);
    const layers = Object.fromEntries(this.#layers.map((id) => [`layer:${id}`, id]));
    this.#network = new Network({ ...graph, outputs: { ...graph.outputs, ...layers } }, weights);
  }

  /** @throws JudgeError if it does not know the dish. */
  classOf(dish: string): number {
    const index = this.classes.indexOf(dish);
    if (index >= 0) return index;
    throw new JudgeError(
      `the judge ${this.path} does not know ${dish}, only ${this.classes.join(", ")}: name one that was trained on it`,
    );
  }

  /** What it takes each picture for, and their features. Looks at a set but once. */
  look(images: ImageSet): Promise<Judgement> {
    const known = this.#known.get(images);
    if (known) return known;
    const judgement = this.#judge(images);
    this.#known.set(images, judgement);
    return judgement;
  }

  /** Feature maps after each stage, `[n, h, w, channels]` each, inside a `tf.tidy` of the caller. */
  layers(image: tf.Tensor4D): tf.Tensor[] {
    const outputs = this.#network.runAll({ image: this.#seen(image) });
    return this.#layers.flatMap((id) => outputs[`layer:${id}`] ?? []);
  }

  /** Gives its weights' memory back. */
  dispose(): void {
    this.#network.dispose();
  }

  async #judge(images: ImageSet): Promise<Judgement> {
    const guesses: number[] = [];
    const features: Float32Array[] = [];
    for (const chunk of chunks(upTo(images.count), BATCH)) {
      const [guess, pooled] = tf.tidy((): [tf.Tensor, tf.Tensor] => {
        const outputs = this.#network.runAll({ image: this.#seen(tensorOf(images, chunk)) });
        const { logits, features: vector } = outputs;
        if (!logits || !vector) throw new JudgeError(`${this.path} has no logits or no features`);
        return [tf.argMax(tf.add(logits, this.#choice), 1), vector];
      });
      guesses.push(...(await guess.data<"int32">()));
      const values = await pooled.data<"float32">();
      const length = values.length / chunk.length;
      chunk.forEach((_, row) => features.push(values.slice(row * length, (row + 1) * length)));
      tf.dispose([guess, pooled]);
    }
    return { guesses, features };
  }

  #seen(image: tf.Tensor4D): tf.Tensor4D {
    const side = image.shape[1];
    if (side === this.size) return image;
    // Halved, thirded … first: interpolation alone would skip pixels.
    const factor = Math.floor(side / this.size);
    const pooled = factor > 1 && side % factor === 0 ? averageBlocks(image, factor) : image;
    return tf.image.resizeBilinear(pooled, [this.size, this.size], false, true);
  }
}

/** The last value of each stage: `stage.N.…` are a stage's nodes, in the order in which they run. */
function stageEnds(graph: Graph): string[] {
  const ends = new Map<string, string>();
  for (const { id } of graph.nodes) {
    const stage = /^stage\.(\d+)\./.exec(id)?.[1];
    if (stage !== undefined) ends.set(stage, id);
  }
  return [...ends.values()];
}
