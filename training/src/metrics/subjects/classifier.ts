import * as tf from "@tensorflow/tfjs-core";

import { sampleAffine } from "../../data/augment";
import { loadDomains } from "../../data/domains";
import { centredView, type ClassifierRecipe } from "../../recipes/classifier";
import type { LoadedModel } from "../load";
import { chunks, upTo } from "../pictures";
import type { ClassifierSubject } from "../subject";
import type { SubjectOptions } from "./options";

const BATCH = 32;

/** All held-out pictures, as the classifier's recipe looks at them. */
export async function classifierSubject(
  { network, size, base }: LoadedModel,
  recipe: ClassifierRecipe,
  options: SubjectOptions,
): Promise<ClassifierSubject> {
  const heldOut = await loadDomains(recipe.data, { ...options, base }, "held-out");
  const pixels = size * size * 3;
  return {
    kind: "classifier",
    classes: recipe.data.domains,
    async guesses() {
      const found: { guess: number; label: number }[] = [];
      for (const chunk of chunks(upTo(heldOut.images.count), BATCH)) {
        const data = new Float32Array(chunk.length * pixels);
        chunk.forEach((index, i) => sampleAffine(heldOut.images, index, centredView, size, data, i * pixels));
        const best = tf.tidy(() =>
          tf.argMax(network.run({ image: tf.tensor4d(data, [chunk.length, size, size, 3]) }, "logits"), 1),
        );
        const guesses = await best.data<"int32">();
        best.dispose();
        chunk.forEach((index, i) => found.push({ guess: guesses[i] ?? -1, label: heldOut.labels[index] ?? 0 }));
      }
      return found;
    },
  };
}
