import { EvaluationError } from "./errors";
import type { Figures } from "./figures";
import { bootstrapMean } from "./interval";
import { binaryIou } from "./iou";
import type { Metric, MetricContext } from "./metric";
import type { SegmenterSubject } from "./subject";

/** How well a segmenter finds the dish, picture by picture. */
export const dishIou: Metric = {
  name: "dish-iou",
  about: "intersection over union of the dish in each picture: mean, median and worst",
  paper: null,
  needs: [],
  isQuick: true,
  measure: { segmenter: ofMasks },
};

async function ofMasks({ classes, labels }: SegmenterSubject, { seed }: MetricContext): Promise<Figures> {
  const dish = classes.indexOf("dish");
  if (dish < 0) throw new EvaluationError(`dish-iou needs a class called dish; there are ${classes.join(", ")}`);
  const scores: number[] = [];
  for await (const { found, wanted } of labels()) {
    const isDish = (label: number): number => Number(label === dish);
    scores.push(binaryIou(found.map(isDish), wanted.map(isDish)));
  }
  const sorted = scores.toSorted((a, b) => a - b);
  return {
    mean: bootstrapMean(
      scores.map((score) => [score]),
      seed,
    ),
    median: sorted[sorted.length >> 1] ?? 0,
    worst: sorted[0] ?? 0,
    pictures: scores.length,
  };
}
