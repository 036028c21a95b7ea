import type { NamedTensor, TensorMap } from "../../../src/net/tensors";
import * as tf from "@tensorflow/tfjs-core";

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  /** Added to each gradient, times the parameter: L2 decay, as PyTorch's Adam has it. Default 0. */
  readonly weightDecay?: number;
}

/** tfjs's Adam (Kingma and Ba 2015) with its moments in the checkpoint and a learning rate that may change. */
export class Adam {
  readonly #variables: readonly tf.Variable[];
  readonly #options: AdamOptions;
  #optimizer: tf.AdamOptimizer;

  constructor(variables: readonly tf.Variable[], options: AdamOptions) {
    this.#variables = variables;
    this.#options = options;
    this.#optimizer = tf.train.adam(0, options.beta1, options.beta2);
  }

  /** One step down the gradient of `loss`, a scalar. @returns The loss, to be disposed by the caller. */
  minimize(learningRate: number, loss: () => tf.Scalar): tf.Scalar {
    Object.assign(this.#optimizer, { learningRate });
    const { value, grads } = this.#optimizer.computeGradients(loss, [...this.#variables]);
    // In the variables' order, by which the moments are kept; null where the loss does not depend on one.
    const gradients = this.#variables.map((variable) => ({
      name: variable.name,
      tensor: this.#decayed(variable, grads[variable.name] ?? null) as tf.Tensor,
    }));
    this.#optimizer.applyGradients(gradients);
    tf.dispose(gradients.map(({ tensor }) => tensor));
    return value;
  }

  #decayed(variable: tf.Variable, gradient: tf.Tensor | null): tf.Tensor | null {
    const { weightDecay = 0 } = this.#options;
    if (weightDecay === 0 || gradient === null) return gradient;
    const decayed = tf.tidy(() => tf.add(gradient, tf.mul(variable, weightDecay)));
    gradient.dispose();
    return decayed;
  }

  async save(prefix: string): Promise<TensorMap> {
    const weights = await this.#optimizer.getWeights();
    const entries = weights.map(async ({ name, tensor }, index): Promise<[string, NamedTensor]> => [
      `${prefix}${index}:${name}`,
      { dtype: "F32", shape: tensor.shape, data: Float32Array.from(await tensor.data()) },
    ]);
    const saved = new Map(await Promise.all(entries));
    // The count of steps is made for the caller; the moments are the optimizer's own.
    weights[0]?.tensor.dispose();
    return saved;
  }

  async restore(tensors: TensorMap, prefix: string): Promise<void> {
    const stored = [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => ({
        index: Number.parseInt(name.slice(prefix.length), 10),
        name: name.slice(name.indexOf(":") + 1),
        tensor,
      }))
      .toSorted((a, b) => a.index - b.index);
    if (stored.length === 0) return;
    this.#optimizer = tf.train.adam(0, this.#options.beta1, this.#options.beta2);
    await this.#optimizer.setWeights(
      stored.map(({ name, tensor }) => ({
        name,
        tensor: tf.tensor(Float32Array.from(tensor.data), [...tensor.shape]),
      })),
    );
  }
}
