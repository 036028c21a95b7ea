import * as tf from "@tensorflow/tfjs-core";

import { imagesInMemory } from "../../data/image-set";
import { bytesOf, chunks, tensorOf, upTo } from "../pictures";
import type { LoadedModel } from "../load";
import type { StoredWeights } from "../stored-weights";
import type { TranslatorSubject, Translations } from "../subject";

const BATCH = 8;

/** What a translator is made of. */
export interface TranslatorModel extends Pick<LoadedModel, "network" | "back" | "size" | "base"> {
  readonly stored: StoredWeights;
}

/** Completes a translator: what it makes of all sources is made once, when it is first asked for. */
export function translatorSubject(parts: Omit<TranslatorSubject, "kind" | "translations">): TranslatorSubject {
  let made: Promise<Translations> | null = null;
  return { kind: "translator", ...parts, translations: () => (made ??= translateAll(parts)) };
}

async function translateAll({
  targets,
  sources,
  size,
  translate,
}: Pick<TranslatorSubject, "targets" | "sources" | "size" | "translate">): Promise<Translations> {
  const of = upTo(sources.images.count).flatMap((source) =>
    upTo(targets.length).flatMap((target) => (sources.own[source] === target ? [] : [{ source, target }])),
  );
  const pixels = size * size * 3;
  const data = new Uint8Array(of.length * pixels);
  for (const target of upTo(targets.length)) {
    const wanted = of.flatMap((made, index) => (made.target === target ? [{ index, source: made.source }] : []));
    for (const chunk of chunks(wanted, BATCH)) {
      const images = tf.tidy(() =>
        translate(
          tensorOf(
            sources.images,
            chunk.map(({ source }) => source),
          ),
          target,
        ),
      );
      const bytes = await bytesOf(images);
      images.dispose();
      chunk.forEach(({ index }, i) => data.set(bytes.subarray(i * pixels, (i + 1) * pixels), index * pixels));
    }
  }
  return { images: imagesInMemory(size, 3, data), of };
}
