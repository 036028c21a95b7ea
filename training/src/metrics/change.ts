import { EvaluationError } from "./errors";
import type { Figures } from "./figures";
import { bootstrapMean } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { upTo } from "./pictures";
import type { TranslatorSubject } from "./subject";

/** How much a translation changes the dish, and the table that it should leave alone. */
export const change: Metric = {
  name: "change",
  about:
    "mean absolute change inside and outside the dish's ellipse, and between two dishes made of one picture, [0, 255]",
  paper: null,
  needs: ["ellipses"],
  measure: { translator: ofTranslations },
};

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { images: originals, outside } = subject.sources;
  if (!outside) throw new EvaluationError("change needs to know where the dish is");
  const { images, of } = await subject.translations();
  const inside: number[][] = upTo(originals.count).map(() => []);
  const beyond: number[][] = upTo(originals.count).map(() => []);
  const between: number[][] = upTo(originals.count).map(() => []);
  for (const [index, { source }] of of.entries()) {
    const picture = images.picture(index);
    const mask = outside.picture(source);
    const original = originals.picture(source);
    const inner = meanDifference(picture, original, (pixel) => mask[pixel] === 0);
    const outer = meanDifference(picture, original, (pixel) => mask[pixel] !== 0);
    if (inner !== null) inside[source]?.push(inner);
    if (outer !== null) beyond[source]?.push(outer);
    if (of[index - 1]?.source !== source) continue;
    const difference = meanDifference(picture, images.picture(index - 1), () => true);
    if (difference !== null) between[source]?.push(difference);
  }
  return {
    inside: bootstrapMean(inside, seed),
    outside: bootstrapMean(beyond, seed),
    ...(subject.targets.length > 2 ? { betweenDishes: bootstrapMean(between, seed) } : {}),
  };
}

/** Mean absolute difference of two RGB pictures over some pixels; null over none. */
export function meanDifference(a: Uint8Array, b: Uint8Array, counts: (pixel: number) => boolean): number | null {
  let sum = 0;
  let values = 0;
  for (let i = 0; i < a.length; i++) {
    if (!counts(Math.floor(i / 3))) continue;
    sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    values += 1;
  }
  return values === 0 ? null : sum / values;
}
