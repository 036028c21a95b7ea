import { edgeIou, edgesOf } from "./edges";
import type { Figures } from "./figures";
import { bootstrapMean } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { upTo } from "./pictures";
import type { ImageSet } from "../data/image-set";
import type { TranslatorSubject } from "./subject";

/** How much of a picture's layout its translation keeps. */
export const structure: Metric = {
  name: "structure",
  about:
    "IoU of edges, a pixel's tolerance, between a picture and its translation, in the dish too, beside that with another's",
  paper: "edges: Canny 1986",
  needs: [],
  isQuick: true,
  measure: { translator: ofTranslations },
};

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { sources, size } = subject;
  const { images, of } = await subject.translations();
  const before = await allEdges(sources.images);
  const after = await allEdges(images);
  const dishes = sources.outside && insideOf(sources.outside);
  const own: number[][] = before.map(() => []);
  const inDish: number[][] = before.map(() => []);
  const other: number[][] = before.map(() => []);
  // As far as can be from the picture: in the middle of the list from there.
  const stranger = (source: number): number => (source + (before.length >> 1)) % before.length;
  after.forEach((edges, index) => {
    const source = of[index]?.source ?? 0;
    const original = before[source] ?? edges;
    own[source]?.push(edgeIou(original, edges, size));
    const dish = dishes?.[source];
    if (dish) inDish[source]?.push(edgeIou(within(original, dish), within(edges, dish), size));
    if (before.length > 1) other[source]?.push(edgeIou(before[stranger(source)] ?? edges, edges, size));
  });
  return {
    edgeIou: bootstrapMean(own, seed),
    ...(before.length > 1 ? { edgeIouWithAnotherPicture: bootstrapMean(other, seed) } : {}),
    ...(dishes ? { dish: { edgeIou: bootstrapMean(inDish, seed) } } : {}),
  };
}

/** 1 inside each dish. */
function insideOf(outside: ImageSet): Uint8Array[] {
  return upTo(outside.count).map((index) => outside.picture(index).map((value) => Number(value === 0)));
}

/** Lines that lie in the dish. */
function within(edges: Uint8Array, dish: Uint8Array): Uint8Array {
  return edges.map((line, pixel) => line * (dish[pixel] ?? 0));
}

async function allEdges(set: ImageSet): Promise<Uint8Array[]> {
  const edges: Uint8Array[] = [];
  for (const index of upTo(set.count)) edges.push(await edgesOf(set.picture(index), set.size));
  return edges;
}
