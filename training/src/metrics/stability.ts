import * as tf from "@tensorflow/tfjs-core";

import { createRandom } from "../data/random";
import { l1 } from "../losses/structure";
import type { Figures } from "./figures";
import { bootstrapMean } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { framesOf, inner, marginOf, shifted } from "./moved-frames";
import { tensorOf } from "./pictures";
import type { TranslatorSubject } from "./subject";

/** Whether a film would flicker: how a translation answers to a camera that moves a little, and to its noise. */
export const stability: Metric = {
  name: "stability",
  about: "warp error on shifted and noisy copies of a frame, beside the change of the frame itself, [0, 255]",
  paper: "warp error: Lai et al. 2018",
  needs: [],
  measure: { translator: ofTranslations },
};

/** Whole pixels, most of them no multiples of the nets' strides. */
const SHIFTS = [
  [1, 0],
  [0, 2],
  [3, 1],
] as const;
const REACH = 3;
/** Standard deviation of the noise, of 255 levels: that of a phone's camera indoors. */
const NOISE = 4;

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { sources, translate, size } = subject;
  const frames = framesOf(subject);
  const margin = marginOf(size, REACH);
  const figures: Record<"warpError" | "inputChange" | "noiseError" | "inputNoise", number[][]> = {
    warpError: [],
    inputChange: [],
    noiseError: [],
    inputNoise: [],
  };
  for (const [i, { source, target }] of frames.entries()) {
    const values = tf.tidy(() => {
      const frame = tensorOf(sources.images, [source]);
      const still = translate(frame, target);
      const warps = SHIFTS.map(([dx, dy]) => {
        const moved = translate(shifted(frame, dx, dy), target);
        return [
          l1(inner(moved, margin), inner(still, margin, dx, dy)),
          l1(inner(frame, margin), inner(frame, margin, dx, dy)),
        ] as const;
      });
      const draw = createRandom(seed, 0x5a5e, i).below(2 ** 30);
      const noise = tf.randomNormal<tf.Rank.R4>(frame.shape, 0, NOISE / 127.5, "float32", draw);
      const noisy = translate(tf.clipByValue(tf.add<tf.Tensor4D>(frame, noise), -1, 1), target);
      const sums = [
        tf.addN(warps.map(([error]) => error)),
        tf.addN(warps.map(([, change]) => change)),
        tf.mul(l1(inner(noisy, margin), inner(still, margin)), SHIFTS.length),
        tf.mul(
          l1(inner(tf.clipByValue(tf.add<tf.Tensor4D>(frame, noise), -1, 1), margin), inner(frame, margin)),
          SHIFTS.length,
        ),
      ];
      return tf.mul(tf.stack(sums), 127.5 / SHIFTS.length);
    });
    const [warp = Number.NaN, change = Number.NaN, noise = Number.NaN, input = Number.NaN] =
      await values.data<"float32">();
    values.dispose();
    figures.warpError.push([warp]);
    figures.inputChange.push([change]);
    figures.noiseError.push([noise]);
    figures.inputNoise.push([input]);
  }
  return {
    ...Object.fromEntries(Object.entries(figures).map(([name, groups]) => [name, bootstrapMean(groups, seed)])),
    frames: frames.length,
  };
}
