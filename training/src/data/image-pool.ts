import * as tf from "@tensorflow/tfjs-core";

import type { TensorMap } from "../../../src/net/tensors";
import type { Random } from "./random";

/**
 * Translations of earlier steps (Shrivastava et al. 2017, as CycleGAN has them): the discriminator is shown half new
 * ones and half old ones, and so does not forget what the generator used to do. Kept ones are rounded to 8 bits, which is
 * what pictures have, so that a checkpoint holds them as they are in a quarter of the space.
 */
export class ImagePool {
  readonly #capacity: number;
  readonly #pictures: tf.Tensor4D[] = [];

  /** @param capacity Pictures that are kept; with 0 the newest are always shown. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * @param fakes `[n, h, w, 3]` in [-1, 1]; stays the caller's.
   * @returns As many pictures, new or old, to be disposed by the caller.
   */
  exchange(fakes: tf.Tensor4D, random: Random): tf.Tensor4D {
    return tf.tidy(() => {
      const shown = tf.split(fakes, fakes.shape[0]).map((fake): tf.Tensor => {
        if (this.#pictures.length < this.#capacity) {
          this.#pictures.push(keepRounded(fake));
          return fake;
        }
        if (this.#capacity === 0 || random.chance(0.5)) return fake;
        const [old] = this.#pictures.splice(random.below(this.#capacity), 1, keepRounded(fake));
        const last = old ? tf.clone(old) : fake;
        old?.dispose();
        return last;
      });
      return tf.concat(shown) as tf.Tensor4D;
    });
  }

  async save(prefix: string): Promise<TensorMap> {
    const [first] = this.#pictures;
    if (!first) return new Map();
    const values = await Promise.all(this.#pictures.map((picture) => picture.data<"float32">()));
    const data = new Int8Array(values.length * first.size);
    values.forEach((picture, index) =>
      data.set(
        picture.map((value) => Math.round(value * 127)),
        index * first.size,
      ),
    );
    return new Map([
      [`${prefix}pictures`, { dtype: "I8", shape: [values.length, ...first.shape.slice(1)], data }] as const,
    ]);
  }

  restore(tensors: TensorMap, prefix: string): void {
    tf.dispose(this.#pictures.splice(0));
    const stored = tensors.get(`${prefix}pictures`);
    if (!stored) return;
    const [count = 0, height = 0, width = 0, channels = 0] = stored.shape;
    const size = height * width * channels;
    for (let index = 0; index < Math.min(count, this.#capacity); index++) {
      const values = Float32Array.from(stored.data.subarray(index * size, (index + 1) * size), (value) => value / 127);
      this.#pictures.push(tf.tensor4d(values, [1, height, width, channels]));
    }
  }
}

function keepRounded(fake: tf.Tensor): tf.Tensor4D {
  return tf.keep(tf.div<tf.Tensor4D>(tf.round(tf.mul(fake, 127)), 127));
}
