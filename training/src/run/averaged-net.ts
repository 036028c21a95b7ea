import type * as tf from "@tensorflow/tfjs-core";

import type { Graph } from "../../../src/net/graph";
import { runGraph } from "./graph";
import { Parameters } from "./parameters";

/** A net that maps pictures, in training, and the exponential moving average that follows it. */
export class AveragedNet {
  readonly weights: Parameters;
  readonly average: Parameters;
  readonly #graph: Graph;

  constructor(graph: Graph, seed: number) {
    this.#graph = graph;
    this.weights = new Parameters(graph, seed);
    this.average = new Parameters(graph, seed, { frozen: true });
  }

  /** All outputs of the net as it trains. */
  run(image: tf.Tensor4D): Record<string, tf.Tensor> {
    return runGraph(this.#graph, this.weights.variables, { image }, { training: true });
  }

  /** All outputs of the averaged net. */
  runAverage(image: tf.Tensor4D): Record<string, tf.Tensor> {
    return runGraph(this.#graph, this.average.variables, { image });
  }

  /** The average's share of the past grows with the steps up to `decay`, so that the first weights are soon forgotten. */
  follow(step: number, decay: number): void {
    this.average.follow(this.weights, Math.min(decay, (1 + step) / (10 + step)));
  }
}

/** @throws Error if a net has no such output. */
export function pictureOf(outputs: Readonly<Record<string, tf.Tensor>>, name = "image"): tf.Tensor4D {
  const value = outputs[name];
  if (value?.rank !== 4) throw new Error(`the net has no picture called ${name}`);
  return value as tf.Tensor4D;
}
