import * as tf from "@tensorflow/tfjs-core";

/** One part of an objective. */
export interface Term {
  /** What it is called in `stats.jsonl`. */
  readonly name: string;
  readonly weight: number;
  readonly loss: () => tf.Scalar;
}

/** The losses of a step, kept beyond the `tf.tidy` in which they were computed. */
export class LossReport {
  readonly #values = new Map<string, tf.Scalar>();

  /** The weighted sum of the terms, each of which is noted as it is; a term of weight 0 costs nothing. */
  sum(terms: readonly Term[]): tf.Scalar {
    const weighted = terms
      .filter(({ weight }) => weight !== 0)
      .map(({ name, weight, loss }) => {
        const value = loss();
        this.note(name, tf.keep(tf.clone(value)));
        return tf.mul<tf.Scalar>(value, weight);
      });
    return weighted.length === 0 ? tf.scalar(0) : tf.addN(weighted);
  }

  /** Takes over a scalar that outlives its `tf.tidy`. */
  note(name: string, value: tf.Scalar): void {
    this.#values.get(name)?.dispose();
    this.#values.set(name, value);
  }

  /** Everything noted, to be disposed by the caller. */
  get values(): Record<string, tf.Scalar> {
    return Object.fromEntries(this.#values);
  }
}
