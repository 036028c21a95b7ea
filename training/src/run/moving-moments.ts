import * as tf from "@tensorflow/tfjs-core";

import type { NodeOf } from "../../../src/net/graph";
import type { Moments } from "../../../src/net/interpreter";
import type { Parameters } from "./parameters";

/** Collects a training pass's batch moments and folds them into the moving ones that inference uses. */
export function movingMoments(
  weights: Parameters,
  momentum: number,
): { observe: (node: NodeOf<"batchNorm">, moments: Moments) => void; apply: () => void } {
  const seen = new Map<string, tf.Tensor>();
  const keep = (name: string, value: tf.Tensor4D): void => {
    seen.get(name)?.dispose();
    seen.set(name, tf.keep(tf.reshape(value, [-1])));
  };
  return {
    observe: (node, moments) => {
      keep(node.mean, moments.mean);
      keep(node.variance, moments.variance);
    },
    apply: () => {
      tf.tidy(() => {
        for (const [name, value] of seen) {
          const moving = weights.get(name);
          moving.assign(tf.add(tf.mul(moving, momentum), tf.mul(value, 1 - momentum)));
        }
      });
      for (const value of seen.values()) value.dispose();
      seen.clear();
    },
  };
}
