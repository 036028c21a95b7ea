import * as tf from "@tensorflow/tfjs-core";

import type { NamedTensor, TensorMap } from "../../../src/net/tensors";
import { createRandom } from "../data/random";
import type { Parameters } from "../run/parameters";

/**
 * Spectral normalisation (Miyato et al. 2018): each kernel, seen as a matrix, divided by its largest singular value,
 * which one step of power iteration follows from one update to the next.
 */
export class SpectralNorm {
  readonly #parameters: Parameters;
  readonly #gain: number;
  readonly #vectors: ReadonlyMap<string, tf.Variable>;

  /** @param gain Largest singular value that kernels are brought to. */
  constructor(parameters: Parameters, seed: number, gain: number) {
    const random = createRandom(seed, 0x57ec);
    this.#parameters = parameters;
    this.#gain = gain;
    this.#vectors = new Map(
      [...parameters.variables]
        // Kernels of convolutions and of dense layers.
        .filter(([, variable]) => variable.shape.length === 4 || variable.shape.length === 2)
        .map(([name, variable]) => {
          const columns = variable.shape.at(-1) ?? 1;
          const start = tf.tensor2d(
            Float32Array.from({ length: columns }, () => random.normal()),
            [columns, 1],
          );
          return [name, tf.variable(tf.div(start, tf.norm(start)), false)] as const;
        }),
    );
  }

  /** One step of power iteration for every kernel. */
  update(): void {
    tf.tidy(() => {
      for (const [name, u] of this.#vectors) {
        const matrix = this.#matrix(name);
        const v = unit(tf.matMul(matrix, u));
        u.assign(unit(tf.matMul(matrix, v, true)));
      }
    });
  }

  /** All parameters, kernels divided by their norm; gradients flow through the division. */
  normalized(): ReadonlyMap<string, tf.Tensor> {
    return new Map(
      [...this.#parameters.variables].map(([name, variable]) => {
        const u = this.#vectors.get(name);
        if (!u) return [name, variable];
        // |W u| with u fixed is the largest singular value once u has settled.
        const sigma = length(tf.matMul(this.#matrix(name), u));
        return [name, tf.mul(variable, tf.div(this.#gain, sigma))];
      }),
    );
  }

  async save(prefix: string): Promise<TensorMap> {
    const entries = [...this.#vectors].map(async ([name, u]): Promise<[string, NamedTensor]> => [
      `${prefix}${name}`,
      { dtype: "F32", shape: u.shape, data: new Float32Array(await u.data<"float32">()) },
    ]);
    return new Map(await Promise.all(entries));
  }

  restore(tensors: TensorMap, prefix: string): void {
    for (const [name, u] of this.#vectors) {
      const stored = tensors.get(`${prefix}${name}`);
      if (!stored) throw new Error(`the stored weights lack ${prefix}${name}`);
      tf.tidy(() => u.assign(tf.tensor(Float32Array.from(stored.data), [...stored.shape])));
    }
  }

  #matrix(name: string): tf.Tensor2D {
    const kernel = this.#parameters.get(name);
    return tf.reshape(kernel, [-1, kernel.shape.at(-1) ?? 1]);
  }
}

function unit(vector: tf.Tensor): tf.Tensor2D {
  return tf.div(vector, tf.add(length(vector), 1e-12));
}

/** Euclidean; `tf.norm` takes a power of each absolute value. */
function length(vector: tf.Tensor): tf.Scalar {
  return tf.sqrt(tf.sum(tf.square(vector)));
}
