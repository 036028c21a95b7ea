import * as tf from "@tensorflow/tfjs-core";

/**
 * What can be said of generated pictures without a classifier, as mean absolute differences in [0, 255]: how much they
 * differ among themselves beside how much real ones do (far less: the generator has collapsed), and how near the nearest
 * real picture is beside the nearest of another real one (far nearer: it has learnt pictures by heart, unless there is
 * no diversity: the average of all pictures is near every one of them).
 *
 * @param generated, real `[n, size, size, 3]` in [-1, 1], at least two of each.
 */
export async function generatedFigures(
  generated: tf.Tensor4D,
  real: tf.Tensor4D,
): Promise<{ diversity: number; diversityOfReal: number; nearestReal: number; nearestRealOfReal: number }> {
  const [among, amongReal, between] = [
    await distances(generated, generated),
    await distances(real, real),
    await distances(generated, real),
  ];
  return {
    diversity: average(others(among).flat()),
    diversityOfReal: average(others(amongReal).flat()),
    nearestReal: average(between.map((row) => Math.min(...row))),
    nearestRealOfReal: average(others(amongReal).map((row) => Math.min(...row))),
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

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
