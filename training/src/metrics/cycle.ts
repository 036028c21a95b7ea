import * as tf from "@tensorflow/tfjs-core";

import { l1 } from "../losses/structure";
import { EvaluationError } from "./errors";
import type { Figures } from "./figures";
import { bootstrapMean, evenly } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { tensorOf, upTo } from "./pictures";
import type { TranslatorSubject } from "./subject";

/** What is lost on the way there and back. */
export const cycle: Metric = {
  name: "cycle",
  about: "mean absolute error of pictures that went there and back, beside what one way changes, [0, 255]",
  paper: "CycleGAN, Zhu et al. 2017",
  needs: ["back"],
  measure: { translator: ofTranslations },
};

const MOST = 256;

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { back, sources } = subject;
  if (!back) throw new EvaluationError("cycle needs a way back");
  const { images, of } = await subject.translations();
  const chosen = evenly(upTo(of.length), MOST);
  const thereAndBack: number[][] = [];
  const there: number[][] = [];
  for (const source of upTo(sources.images.count)) {
    const own = chosen.filter((index) => of[index]?.source === source);
    const [errors, changes]: number[][] = [[], []];
    for (const index of own) {
      const values = tf.tidy(() => {
        const before = tensorOf(sources.images, [source]);
        const translated = tensorOf(images, [index]);
        return tf.stack([l1(back(translated, source), before), l1(translated, before)]);
      });
      const [error = Number.NaN, change = Number.NaN] = await values.data<"float32">();
      values.dispose();
      errors?.push(error * 127.5);
      changes?.push(change * 127.5);
    }
    thereAndBack.push(errors ?? []);
    there.push(changes ?? []);
  }
  return { thereAndBack: bootstrapMean(thereAndBack, seed), oneWay: bootstrapMean(there, seed), ways: chosen.length };
}
