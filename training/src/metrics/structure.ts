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
  about: "IoU of edges, a pixel's tolerance, between a picture and its translation, beside that with another's",
  paper: "edges: Canny 1986",
  needs: [],
  measure: { translator: ofTranslations },
};

async function ofTranslations(subject: TranslatorSubject, { seed }: MetricContext): Promise<Figures> {
  const { sources, size } = subject;
  const { images, of } = await subject.translations();
  const before = await allEdges(sources.images);
  const after = await allEdges(images);
  const own: number[][] = before.map(() => []);
  const other: number[][] = before.map(() => []);
  // As far as can be from the picture: in the middle of the list from there.
  const stranger = (source: number): number => (source + (before.length >> 1)) % before.length;
  after.forEach((edges, index) => {
    const source = of[index]?.source ?? 0;
    own[source]?.push(edgeIou(before[source] ?? edges, edges, size));
    if (before.length > 1) other[source]?.push(edgeIou(before[stranger(source)] ?? edges, edges, size));
  });
  return {
    edgeIou: bootstrapMean(own, seed),
    ...(before.length > 1 ? { edgeIouWithAnotherPicture: bootstrapMean(other, seed) } : {}),
  };
}

async function allEdges(set: ImageSet): Promise<Uint8Array[]> {
  const edges: Uint8Array[] = [];
  for (const index of upTo(set.count)) edges.push(await edgesOf(set.picture(index), set.size));
  return edges;
}
