import * as tf from "@tensorflow/tfjs-core";

import type { NamedTensor, TensorMap } from "../../../src/net/tensors";
import { adamUpdate } from "../backend/fused-updates";
import { alone, type Team } from "../team/team";

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  /** Added to each gradient, times the parameter: L2 decay, as PyTorch's Adam has it. Default 0. */
  readonly weightDecay?: number;
  /** Workers over whose parts of the batch the gradients are averaged, each of which takes the same step. */
  readonly team?: Team;
}

/** As tfjs's own Adam has it. */
const EPSILON = 1e-7;

/** Adam (Kingma and Ba 2015) with its moments in the checkpoint and a learning rate that may change. */
export class Adam {
  readonly #options: AdamOptions;
  /** Moving averages of each variable's gradient and of its square. */
  readonly #moments: readonly {
    readonly variable: tf.Variable;
    readonly first: tf.Variable;
    readonly second: tf.Variable;
  }[];
  #steps = 0;

  constructor(variables: readonly tf.Variable[], options: AdamOptions) {
    this.#options = options;
    this.#moments = variables.map((variable) => {
      const nothing = (): tf.Variable => tf.variable(tf.zeros(variable.shape), false);
      return { variable, first: nothing(), second: nothing() };
    });
  }

  /** One step down the gradient of `loss`, a scalar. @returns The loss, to be disposed by the caller. */
  minimize(learningRate: number, loss: () => tf.Scalar): tf.Scalar {
    const { beta1, beta2, weightDecay = 0, team = alone } = this.#options;
    const variables = this.#moments.map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(loss, variables);
    // In the variables' order; null where the loss does not depend on one.
    const gradients = averaged(
      team,
      variables.map(({ name }): tf.Tensor | null => grads[name] ?? null),
    );
    this.#steps += 1;
    const rates = {
      learningRate,
      beta1,
      beta2,
      firstCorrection: 1 - beta1 ** this.#steps,
      secondCorrection: 1 - beta2 ** this.#steps,
      epsilon: EPSILON,
      weightDecay,
    };
    tf.tidy(() => {
      for (const [i, { variable, first, second }] of this.#moments.entries()) {
        const gradient = gradients[i];
        if (!gradient) continue;
        const next = adamUpdate({ value: variable, first, second }, gradient, rates);
        variable.assign(next.value);
        first.assign(next.first);
        second.assign(next.second);
      }
    });
    tf.dispose([grads, gradients.filter((gradient) => gradient !== null)]);
    return value;
  }

  /** The steps taken, then the first moments of all variables, then the second ones, numbered in this order. */
  async save(prefix: string): Promise<TensorMap> {
    const moments = [
      ...this.#moments.map(({ first }) => ({ name: "m", tensor: first })),
      ...this.#moments.map(({ second }) => ({ name: "v", tensor: second })),
    ];
    const entries = moments.map(async ({ name, tensor }, index): Promise<[string, NamedTensor]> => [
      `${prefix}${index + 1}:${name}`,
      { dtype: "F32", shape: tensor.shape, data: new Float32Array(await tensor.data<"float32">()) },
    ]);
    const steps: NamedTensor = { dtype: "F32", shape: [], data: Float32Array.of(this.#steps) };
    return new Map([[`${prefix}0:iter`, steps], ...(await Promise.all(entries))]);
  }

  /** @throws Error if the moments are of other variables; they are known by their order alone. */
  async restore(tensors: TensorMap, prefix: string): Promise<void> {
    const [steps, ...moments] = [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => ({ index: Number.parseInt(name.slice(prefix.length), 10), tensor }))
      .toSorted((a, b) => a.index - b.index)
      .map(({ tensor }) => tensor);
    // A checkpoint of the first versions may be from before the first step.
    if (!steps || moments.length === 0) return;
    const variables = [...this.#moments.map(({ first }) => first), ...this.#moments.map(({ second }) => second)];
    const fits = variables.every((variable, i) => moments[i]?.shape.join() === variable.shape.join());
    if (!fits || moments.length !== variables.length) {
      throw new Error(
        `the stored moments under ${prefix} are of another net: ${moments.length} instead of ${variables.length}, or of other shapes`,
      );
    }
    this.#steps = steps.data[0] ?? 0;
    tf.tidy(() => {
      for (const [i, variable] of variables.entries()) {
        variable.assign(tf.tensor(Float32Array.from(moments[i]?.data ?? []), [...variable.shape]));
      }
    });
  }
}

/** The gradients' averages over the team, in one exchange. */
function averaged(team: Team, gradients: readonly (tf.Tensor | null)[]): readonly (tf.Tensor | null)[] {
  if (team.count === 1) return gradients;
  const values = new Float32Array(gradients.reduce((sum, gradient) => sum + (gradient?.size ?? 0), 0));
  let position = 0;
  for (const gradient of gradients) {
    if (gradient === null) continue;
    values.set(gradient.dataSync<"float32">(), position);
    position += gradient.size;
  }
  team.sum(values);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / team.count;
  position = 0;
  return gradients.map((gradient) => {
    if (gradient === null) return null;
    position += gradient.size;
    return tf.tensor(values.subarray(position - gradient.size, position), gradient.shape);
  });
}
