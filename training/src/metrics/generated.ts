import * as tf from "@tensorflow/tfjs-core";

import type { Figures } from "./figures";
import { evenly, mean } from "./interval";
import { requirePictures } from "./errors";
import type { Metric } from "./metric";
import { tensorOf, upTo } from "./pictures";
import type { GeneratorSubject } from "./subject";

/** Whether a generator has collapsed, or has learnt its pictures by heart, told from pixels alone. */
export const generated: Metric = {
  name: "generated",
  about: "pixel differences among generated pictures and to the nearest real one, beside those of real ones, [0, 255]",
  paper: null,
  needs: [],
  measure: { generator: ofPictures },
};

const MOST = 64;

async function ofPictures(subject: GeneratorSubject): Promise<Figures> {
  const made = await subject.generated();
  requirePictures("generated", "pictures that it was trained on", subject.real.images.count, 2);
  const shown = Math.min(MOST, made.count, subject.real.images.count);
  const a = tensorOf(made, evenly(upTo(made.count), shown));
  const b = tensorOf(subject.real.images, evenly(upTo(subject.real.images.count), shown));
  const figures = await generatedFigures(a, b);
  tf.dispose([a, b]);
  return figures;
}

/**
 * What can be said of generated pictures without a classifier, as mean absolute differences in [0, 255]: how much they
 * differ among themselves beside how much real ones do (far less: the generator has collapsed), and how near the nearest
 * real picture is beside the nearest of another real one (far nearer: it has learnt pictures by heart, unless there is
 * no diversity: the average of all pictures is near every one of them).
 *
 * @param made, real `[n, size, size, 3]` in [-1, 1], at least two of each.
 */
export async function generatedFigures(
  made: tf.Tensor4D,
  real: tf.Tensor4D,
): Promise<{ diversity: number; diversityOfReal: number; nearestReal: number; nearestRealOfReal: number }> {
  const [among, amongReal, between] = [
    await distances(made, made),
    await distances(real, real),
    await distances(made, real),
  ];
  return {
    diversity: mean(others(among).flat()),
    diversityOfReal: mean(others(amongReal).flat()),
    nearestReal: mean(between.map((row) => Math.min(...row))),
    nearestRealOfReal: mean(others(amongReal).map((row) => Math.min(...row))),
  };
}

/** Mean absolute difference of each picture of `a` to each of `b`. */
async function distances(a: tf.Tensor4D, b: tf.Tensor4D): Promise<number[][]> {
  const rows: number[][] = [];
  for (let index = 0; index < a.shape[0]; index++) {
    const row = tf.tidy(() => {
      const difference = tf.abs(tf.sub(b, tf.slice(a, [index, 0, 0, 0], [1, -1, -1, -1])));
      return tf.mul(tf.mean(tf.reshape(difference, [b.shape[0], -1]), 1), 127.5);
    });
    rows.push([...(await row.data())]);
    row.dispose();
  }
  return rows;
}

/** A set's distances to itself without the zeros of each picture to itself. */
function others(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((row, i) => row.filter((_, j) => j !== i));
}
