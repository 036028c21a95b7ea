import { loadDomains } from "../../data/domains";
import { guessDishes } from "../../recipes/classifier-figures";
import { type ClassifierRecipe, dishCount } from "../../recipes/classifier-options";
import type { LoadedModel } from "../load";
import type { ClassifierSubject } from "../subject";
import type { SubjectOptions } from "./options";

/** All held-out pictures of its dishes, as the classifier's recipe looks at them. */
export async function classifierSubject(
  { network, base }: LoadedModel,
  recipe: ClassifierRecipe,
  options: SubjectOptions,
): Promise<ClassifierSubject> {
  const heldOut = await loadDomains(recipe.data, { ...options, base }, "held-out");
  return {
    kind: "classifier",
    classes: recipe.data.domains.slice(0, dishCount(recipe)),
    guesses: () => guessDishes((image) => network.run({ image }, "logits"), { recipe, heldOut, alone: false }),
  };
}
