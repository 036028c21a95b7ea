import type * as tf from "@tensorflow/tfjs-core";

import { buildClassifier } from "../../../src/net/families/classifier";
import type { ImageSet } from "../../src/data/image-set";
import { imagesInMemory } from "../../src/data/image-set";
import { createRandom } from "../../src/data/random";
import type { Figure, Figures } from "../../src/metrics/figures";
import { Judge } from "../../src/metrics/judge";
import type { MetricContext } from "../../src/metrics/metric";
import type { TranslatorSubject } from "../../src/metrics/subject";
import { translatorSubject } from "../../src/metrics/subjects/translator";

export const SIZE = 16;

/** Pictures of one level each, or what `paint` gives for a pixel's channel. */
export function pictures(
  count: number,
  paint: (picture: number, x: number, y: number, channel: number) => number,
  size = SIZE,
): ImageSet {
  const data = Uint8Array.from({ length: count * size * size * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3) % (size * size);
    return paint(Math.floor(i / (size * size * 3)), pixel % size, Math.floor(pixel / size), i % 3);
  });
  return imagesInMemory(size, 3, data);
}

/** A translator between two dishes, `dark` and `bright`, on noisy grey pictures. */
export function twoDishes(
  translate: (image: tf.Tensor4D, target: number) => tf.Tensor4D,
  parts: Partial<Omit<TranslatorSubject, "kind" | "translations">> = {},
  each = 8,
): TranslatorSubject {
  const random = createRandom(5);
  const grey = (level: number): ImageSet => pictures(each, () => level + random.below(32));
  const [dark, bright] = [grey(40), grey(180)];
  const blocks = Array.from({ length: each }, (_, i) => i);
  const all = pictures(2 * each, (picture) => (picture < each ? 56 : 196));
  return translatorSubject({
    size: SIZE,
    targets: [
      { name: "dark", real: { images: dark, blocks, outside: null } },
      { name: "bright", real: { images: bright, blocks, outside: null } },
    ],
    sources: {
      images: all,
      blocks: [...blocks, ...blocks],
      own: [...blocks.map(() => 0), ...blocks.map(() => 1)],
      outside: null,
    },
    translate,
    back: null,
    wanted: null,
    stored: { bytes: 1000, quantized: null },
    ...parts,
  });
}

/** A classifier with two stages whose weights are drawn from a seed; its last layer alone is chosen: bright or not. */
export function brightnessJudge(classes: readonly string[] = ["dark", "bright"]): Judge {
  const graph = buildClassifier({ channels: [4, 6], classes: classes.length, dropout: 0 }, SIZE);
  const random = createRandom(3);
  const weights = new Map(
    graph.parameters.map(({ name, shape, role }) => {
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
        if (role === "gamma" || role === "movingVariance") return 1;
        // Dish features grow with the light; the bright dish's logit with the features.
        if (name.startsWith("head")) return role === "kernel" ? i % classes.length : -((i % classes.length) * 8);
        return role === "kernel" ? random.between(0.05, 0.3) : 0;
      });
      return [name, { shape, data }] as const;
    }),
  );
  return new Judge("judge", { graph, weights }, classes);
}

export function contextOf(parts: Partial<MetricContext> = {}): MetricContext {
  return { judge: null, palette: null, seed: 1, seeds: 2, quick: false, ...parts };
}

/** Figures, flat, by their names with those of their groups, without intervals. */
export function valuesOf(figures: Figures | undefined): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures ?? {}).flatMap(([name, figure]): [string, number][] => {
      if (typeof figure === "number") return [[name, figure]];
      if (typeof figure === "string" || isList(figure)) return [];
      if ("value" in figure && typeof figure.value === "number") return [[name, figure.value]];
      return Object.entries(valuesOf({ ...figure })).map(([inner, value]) => [`${name}: ${inner}`, value]);
    }),
  );
}

function isList(figure: Figure): figure is readonly string[] {
  return Array.isArray(figure);
}
