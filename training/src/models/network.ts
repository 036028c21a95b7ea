import * as tf from "@tensorflow/tfjs-core";

import type { Graph } from "../../../src/net/graph";
import { checkWeights } from "../../../src/net/interpreter";
import { runGraph } from "../run/graph";

/** A net ready to run, with its weights on the backend. */
export class Network {
  readonly graph: Graph;
  readonly #weights: ReadonlyMap<string, tf.Tensor>;

  /** @throws WeightsError if the weights do not fit the graph. */
  constructor(
    graph: Graph,
    weights: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>,
  ) {
    this.graph = graph;
    this.#weights = new Map(
      [...weights].map(([name, { shape, data }]) => [name, tf.tensor(Float32Array.from(data), [...shape])]),
    );
    checkWeights(graph, this.#weights);
  }

  /** Runs a batch inside `tf.tidy` of the caller. */
  runAll(inputs: Readonly<Record<string, tf.Tensor>>): Readonly<Record<string, tf.Tensor>> {
    return runGraph(this.graph, this.#weights, inputs);
  }

  /** One of the outputs of {@link runAll}. */
  run(inputs: Readonly<Record<string, tf.Tensor>>, output: string): tf.Tensor {
    const value = this.runAll(inputs)[output];
    if (!value) throw new Error(`${this.graph.name} has no output ${output}`);
    return value;
  }

  /** Gives the memory of its weights back; it cannot run any more. */
  dispose(): void {
    tf.dispose([...this.#weights.values()]);
  }
}
