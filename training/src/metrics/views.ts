import { leaveDishAlone } from "../data/dish-alone";
import { type ImageSet, imagesInMemory, pictureBytes } from "../data/image-set";
import type { Figures } from "./figures";
import type { MetricContext } from "./metric";
import { identity, upTo } from "./pictures";
import type { TranslatorSubject, Translations } from "./subject";

const known = new WeakMap<TranslatorSubject, TranslatorSubject>();

/**
 * Figures of whole squares and, as `dish`, of the dishes alone, which is what the lens shows of a translation: there
 * everything outside the ellipse is grey, in translations, sources and real pictures alike. A quick look takes the dishes
 * alone, where they are known.
 */
export async function inBothViews(
  subject: TranslatorSubject,
  { quick }: MetricContext,
  measure: (seen: TranslatorSubject) => Promise<Figures>,
): Promise<Figures> {
  const dishes = dishView(subject);
  return {
    ...(quick && dishes ? {} : await measure(subject)),
    ...(dishes ? { dish: await measure(dishes) } : {}),
  };
}

/** The same subject with nothing but dishes in its pictures, made once; null where it is not known where they are. */
function dishView(subject: TranslatorSubject): TranslatorSubject | null {
  const { sources, targets } = subject;
  const { outside } = sources;
  if (!outside || targets.some(({ real }) => !real.outside)) return null;
  const before = known.get(subject);
  if (before) return before;
  const translations = async (): Promise<Translations> => {
    const { images, of } = await subject.translations();
    const bySource = of.map(({ source }) => source);
    return { images: dishesOf(images, outside, bySource), of };
  };
  let made: Promise<Translations> | null = null;
  const seen: TranslatorSubject = {
    ...subject,
    sources: { ...sources, images: dishesOf(sources.images, outside) },
    targets: targets.map(({ name, real }) => ({
      name,
      real: { ...real, images: real.outside ? dishesOf(real.images, real.outside) : real.images },
    })),
    translations: () => (made ??= translations()),
  };
  known.set(subject, seen);
  return seen;
}

/** @param masks Which of the masks belongs to each picture; without, that of the same index. */
function dishesOf(images: ImageSet, outside: ImageSet, masks: readonly number[] = upTo(images.count)): ImageSet {
  const { size, count } = images;
  const values = pictureBytes(images);
  const floats = new Float32Array(values);
  const data = new Uint8Array(count * values);
  masks.forEach((mask, index) => {
    images.picture(index).forEach((value, i) => (floats[i] = value / 127.5 - 1));
    leaveDishAlone({ outside }, mask, identity, size, floats, 0);
    floats.forEach((value, i) => (data[index * values + i] = Math.round((value + 1) * 127.5)));
  });
  return imagesInMemory(size, images.channels, data);
}
