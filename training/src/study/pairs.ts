import type { ImageSet } from "../data/image-set";
import { createRandom } from "../data/random";
import { shuffled } from "../metrics/interval";
import { upTo } from "../metrics/pictures";
import type { GeneratorSubject, TranslatorSubject } from "../metrics/subject";

interface Place {
  readonly set: ImageSet;
  readonly index: number;
}

/** A model's picture and a real one of the same dish. */
export interface RealAndMade {
  readonly real: Place;
  readonly made: Place;
}

/** As many pairs as there are, in a random order: no real picture is in two of them, and no source was translated for two. */
export async function pairsToTell(subject: TranslatorSubject | GeneratorSubject, seed: number): Promise<RealAndMade[]> {
  const random = createRandom(seed, 0x57d2);
  const everyOne = (set: ImageSet): Place[] =>
    shuffled(
      upTo(set.count).map((index) => ({ set, index })),
      random,
    );
  if (subject.kind === "generator") {
    const real = everyOne(subject.real.images);
    return everyOne(await subject.generated()).flatMap((made, i) => {
      const other = real[i];
      return other ? [{ made, real: other }] : [];
    });
  }
  const { images, of } = await subject.translations();
  const left = subject.targets.map(({ real }) => everyOne(real.images));
  const used = new Set<number>();
  return shuffled([...of.entries()], random).flatMap(([index, { source, target }]) => {
    const real = used.has(source) ? undefined : left[target]?.pop();
    if (!real) return [];
    used.add(source);
    return [{ made: { set: images, index }, real }];
  });
}
