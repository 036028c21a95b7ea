import { meanDifference } from "./change";
import { beyondFeather, compositedPicture, maskOfDish } from "./composited-picture";
import { EvaluationError } from "./errors";
import type { Figures } from "./figures";
import { bootstrapMean } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { upTo } from "./pictures";
import type { TranslatorSubject } from "./subject";

/** What people see change: translations put back over their sources under the lens's soft mask. */
export const composited: Metric = {
  name: "composited",
  about:
    "mean absolute change after compositing as the lens does: in the dish, outside of it, beyond the feather, [0, 255]",
  paper: null,
  needs: ["ellipses"],
  measure: { translator: ofTranslations },
};

/** Pictures whose translations are composited: the feather is much the same in all. */
const MOST = 300;
/** Opacity where the dish ends: the lens's mask takes a dish's rim along, which the ellipse does not. */
const HALF = 128;

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { size } = subject;
  const { images: originals, outside } = subject.sources;
  if (!outside) throw new EvaluationError("composited needs to know where the dish is");
  const { images, of } = await subject.translations();
  const groups = (): number[][] => upTo(originals.count).map(() => []);
  const [inDish, outsideDish, outsideEllipse, beyond] = [groups(), groups(), groups(), groups()];
  const step = Math.max(1, Math.ceil(of.length / MOST));
  for (let index = 0; index < of.length; index += step) {
    const source = of[index]?.source ?? 0;
    const table = Uint8Array.from(outside.picture(source));
    const mask = maskOfDish(table, size);
    const untouched = beyondFeather(mask, size);
    const original = originals.picture(source);
    const { data: shown, opacity } = compositedPicture(original, images.picture(index), size, mask);
    const add = (to: number[][], counts: (pixel: number) => boolean): void => {
      const difference = meanDifference(shown, original, counts);
      if (difference !== null) to[source]?.push(difference);
    };
    add(inDish, (pixel) => table[pixel] === 0);
    add(outsideDish, (pixel) => (opacity[pixel] ?? 0) < HALF);
    add(outsideEllipse, (pixel) => table[pixel] !== 0);
    add(beyond, (pixel) => untouched[pixel] === 1);
  }
  return {
    inside: bootstrapMean(inDish, seed),
    outside: bootstrapMean(outsideDish, seed),
    outsideEllipse: bootstrapMean(outsideEllipse, seed),
    ...(beyond.flat().length > 0 ? { beyondFeather: bootstrapMean(beyond, seed) } : {}),
    pictures: Math.ceil(of.length / step),
  };
}
