import type * as tf from "@tensorflow/tfjs-core";

import type { ImageSet } from "../data/image-set";

/** Pictures, and which of them lie so near to each other that they may show one bowl. */
export interface HeldOutPictures {
  readonly images: ImageSet;
  /** Number of the block of neighbours that each belongs to; two pictures of one block are not independent. */
  readonly blocks: readonly number[];
  /** 255 outside the dish, one channel, at the same size; null where dishes are not known. */
  readonly outside: ImageSet | null;
}

/** A dish that a translator makes. */
export interface Target {
  /** Its name; `target` where neither model nor recipe names it. */
  readonly name: string;
  readonly real: HeldOutPictures;
}

/** Pictures to translate. */
export interface Sources extends HeldOutPictures {
  /** Index of the target that each already shows; null where it shows none of them. */
  readonly own: readonly (number | null)[];
}

/** Every source translated to every target but its own. */
export interface Translations {
  readonly images: ImageSet;
  /** What each was made of. */
  readonly of: readonly { readonly source: number; readonly target: number }[];
}

/** Picture to picture: stargan, cyclegan, ugatit, pix2pix. All pictures have the model's size. */
export interface TranslatorSubject {
  readonly kind: "translator";
  readonly size: number;
  readonly targets: readonly Target[];
  readonly sources: Sources;
  /** Made once, as they are shown: in 8 bits. */
  readonly translations: () => Promise<Translations>;
  /** `[n, size, size, 3]` in [-1, 1] to the same, inside a `tf.tidy` of the caller. */
  readonly translate: (image: tf.Tensor4D, target: number) => tf.Tensor4D;
  /** From a translation back to what a source was, by its index; null where the model has no way back. */
  readonly back: ((image: tf.Tensor4D, source: number) => tf.Tensor4D) | null;
  /** What each source should become, where pictures come in pairs. */
  readonly wanted: ImageSet | null;
  readonly stored: {
    /** Of the weights' file as the app gets it. */
    readonly bytes: number;
    /** Like `translate` with a run's weights after they were stored in int8; null where only those are known. */
    readonly quantized: ((image: tf.Tensor4D, target: number) => tf.Tensor4D) | null;
  };
}

/** Pictures from nothing: dcgan. */
export interface GeneratorSubject {
  readonly kind: "generator";
  readonly size: number;
  /** Dish that they show; null where the model does not say. */
  readonly dish: string | null;
  /** Made once, as they are shown: in 8 bits. */
  readonly generated: () => Promise<ImageSet>;
  /** Those that it was trained on: the recipe holds none out. */
  readonly real: HeldOutPictures;
}

/** A class for each pixel: segmenter. */
export interface SegmenterSubject {
  readonly kind: "segmenter";
  readonly classes: readonly string[];
  readonly pictures: number;
  /** Classes of each picture's pixels, found and true, from the first picture on. */
  readonly labels: () => AsyncIterable<{ readonly found: Uint8Array; readonly wanted: Uint8Array }>;
}

/** A class for each picture: classifier. */
export interface ClassifierSubject {
  readonly kind: "classifier";
  readonly classes: readonly string[];
  /** Class of each held-out picture, found and true. */
  readonly guesses: () => Promise<readonly { readonly guess: number; readonly label: number }[]>;
}

/** What is evaluated. */
export type Subject = TranslatorSubject | GeneratorSubject | SegmenterSubject | ClassifierSubject;
