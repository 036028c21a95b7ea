import * as tf from "@tensorflow/tfjs-core";

import type { Figures } from "./figures";
import { mean } from "./interval";
import type { Metric } from "./metric";
import { framesOf } from "./moved-frames";
import { tensorOf } from "./pictures";
import type { TranslatorSubject } from "./subject";

/** What the weights weigh, and what storing them in eight bits does to pictures. */
export const weights: Metric = {
  name: "weights",
  about: "bytes of the model's file, and PSNR between what its int8 weights and those of the run in 32 bits make, dB",
  paper: null,
  needs: [],
  measure: { translator: ofTranslations },
};

async function ofTranslations(subject: TranslatorSubject): Promise<Figures> {
  const { bytes, quantized } = subject.stored;
  if (!quantized) {
    return { bytes, int8Psnr: "a model folder has no 32-bit weights to compare with: name the run" };
  }
  const errors: number[] = [];
  for (const { source, target } of framesOf(subject)) {
    const error = tf.tidy(() => {
      const frame = tensorOf(subject.sources.images, [source]);
      const shown = [subject.translate(frame, target), quantized(frame, target)] as const;
      const [floats, bits] = shown.map((picture) => tf.clipByValue(picture, -1, 1));
      return tf.mean(tf.squaredDifference(floats ?? frame, bits ?? frame));
    });
    errors.push((await error.data<"float32">())[0] ?? Number.NaN);
    error.dispose();
  }
  const squared = mean(errors);
  return {
    bytes,
    // Pictures span [-1, 1].
    int8Psnr: squared === 0 ? "infinite: not a pixel differs" : 10 * Math.log10(4 / squared),
    frames: errors.length,
  };
}
