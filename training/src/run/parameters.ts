import type { Graph, ParameterSpec } from "../../../src/net/graph";
import type { NamedTensor, TensorMap } from "../../../src/net/tensors";
import * as tf from "@tensorflow/tfjs-core";

import { followed } from "../backend/fused-updates";
import { createRandom, type Random } from "../data/random";

/** The parameters of one net as tfjs variables, trainable or not by their role. */
export class Parameters {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly trainable: readonly tf.Variable[];
  readonly #graph: Graph;

  /**
   * Initialised from the seed: kernels by He et al. 2015, or with the given deviation; gamma and variance 1, rho as the
   * graph says, the rest 0.
   */
  constructor(
    graph: Graph,
    seed: number,
    options: { readonly frozen?: boolean; readonly initialDeviation?: number | null } = {},
  ) {
    const random = createRandom(seed, 0x1417);
    const learns = (spec: ParameterSpec): boolean => options.frozen !== true && !spec.role.startsWith("moving");
    this.#graph = graph;
    this.variables = new Map(
      graph.parameters.map((spec) => [
        spec.name,
        // Tidy, for a variable does not take over the tensor that it starts from.
        tf.tidy(() =>
          tf.variable(
            tf.tensor(initial(spec, random, options.initialDeviation ?? null), [...spec.shape]),
            learns(spec),
          ),
        ),
      ]),
    );
    this.trainable = [...this.variables.values()].filter((variable) => variable.trainable);
  }

  get(name: string): tf.Variable {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`${this.#graph.name} has no parameter ${name}`);
    return variable;
  }

  /** Copies of all values, under `prefix`. */
  async save(prefix = ""): Promise<TensorMap> {
    const entries = [...this.variables].map(async ([name, variable]): Promise<[string, NamedTensor]> => [
      `${prefix}${name}`,
      { dtype: "F32", shape: variable.shape, data: new Float32Array(await variable.data<"float32">()) },
    ]);
    return new Map(await Promise.all(entries));
  }

  /** Takes every value under `prefix`. @throws Error naming the parameter that is missing or has another shape. */
  restore(tensors: TensorMap, prefix = ""): void {
    for (const [name, variable] of this.variables) {
      const stored = tensors.get(`${prefix}${name}`);
      if (stored?.dtype !== "F32") throw new Error(`the stored weights lack ${prefix}${name}`);
      if (stored.shape.join() !== variable.shape.join()) {
        throw new Error(
          `${prefix}${name} is stored as [${stored.shape.join(", ")}], the net has [${variable.shape.join(", ")}]`,
        );
      }
      tf.tidy(() => variable.assign(tf.tensor(stored.data, [...stored.shape])));
    }
  }

  /** Brings every rho of a layer-instance norm back into [0, 1], as U-GAT-IT does after each update. */
  constrain(): void {
    for (const { name, role } of this.#graph.parameters) {
      if (role === "rho") tf.tidy(() => this.get(name).assign(tf.clipByValue(this.get(name), 0, 1)));
    }
  }

  /** Exponential moving average towards `source`: this = decay * this + (1 - decay) * source. */
  follow(source: Parameters, decay: number): void {
    tf.tidy(() => {
      for (const [name, variable] of this.variables) {
        variable.assign(followed(variable, source.get(name), decay));
      }
    });
  }
}

function initial(spec: ParameterSpec, random: Random, ownDeviation: number | null): Float32Array {
  const values = new Float32Array(spec.shape.reduce((a, b) => a * b, 1));
  if (spec.role === "kernel") {
    const deviation = ownDeviation ?? Math.sqrt(2 / Math.max(spec.fanIn, 1));
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  } else if (spec.initial !== undefined) {
    values.fill(spec.initial);
  } else if (spec.role === "gamma" || spec.role === "movingVariance") {
    values.fill(1);
  }
  return values;
}
