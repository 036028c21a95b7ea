import * as tf from "@tensorflow/tfjs-core";

import type { Figures } from "./figures";
import { bootstrapMean } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { framesOf, inner, marginOf, shifted } from "./moved-frames";
import { tensorOf } from "./pictures";
import type { TranslatorSubject } from "./subject";

/** Whether a dish would swim on the table while the camera moves. */
export const warp: Metric = {
  name: "warp",
  about: "mean absolute difference, [0, 1], between translating a frame moved by two pixels and moving its translation",
  paper: "warp error: Lai et al. 2018",
  needs: [],
  isQuick: true,
  measure: { translator: ofTranslations },
};

const SHIFTS = [
  [2, 0],
  [0, 2],
] as const;
const REACH = 2;

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { sources, translate, size } = subject;
  const margin = marginOf(size, REACH);
  const whole: number[][] = [];
  const dish: number[][] = [];
  const frames = framesOf(subject);
  for (const { source, target } of frames) {
    const errors = tf.tidy(() => {
      const frame = tensorOf(sources.images, [source]);
      const still = translate(frame, target);
      // Twice as wide as [0, 1].
      const differences = SHIFTS.map(([dx, dy]) =>
        tf.div(
          tf.abs(tf.sub(inner(translate(shifted(frame, dx, dy), target), margin), inner(still, margin, dx, dy))),
          2,
        ),
      );
      const all = tf.mean(tf.stack(differences));
      if (!sources.outside) return tf.stack([all]);
      const inside = tf.less(tensorOf(sources.outside, [source]), 0).toFloat();
      const weights = SHIFTS.map(([dx, dy]) => inner(inside.as4D(1, size, size, 1), margin, dx, dy));
      const sum = tf.addN(differences.map((difference, i) => tf.sum(tf.mul(difference, weights[i] ?? 0))));
      return tf.stack([all, tf.div(sum, tf.mul(tf.addN(weights.map((weight) => tf.sum(weight))), 3))]);
    });
    const [ofWhole = Number.NaN, ofDish = Number.NaN] = await errors.data<"float32">();
    errors.dispose();
    whole.push([ofWhole]);
    // A dish that lies at the edge altogether has nothing to measure.
    if (Number.isFinite(ofDish)) dish.push([ofDish]);
  }
  return {
    error: bootstrapMean(whole, seed),
    ...(dish.length > 0 ? { dish: { error: bootstrapMean(dish, seed) } } : {}),
    frames: frames.length,
  };
}
