import type { LoadedModel } from "../load";
import type { StoredWeights } from "../stored-weights";
import type { Subject } from "../subject";
import { classifierSubject } from "./classifier";
import { dcganSubject } from "./dcgan";
import type { SubjectOptions } from "./options";
import { pix2pixSubject } from "./pix2pix";
import { segmenterSubject } from "./segmenter";
import { starganSubject } from "./stargan";
import { twoWaySubject } from "./two-way";

/** A model with its held-out pictures. @throws Error of the loaders, which name the folder or picture. */
export async function subjectOf(model: LoadedModel, stored: StoredWeights, options: SubjectOptions): Promise<Subject> {
  const { recipe } = model;
  switch (recipe.recipe) {
    case "stargan":
      return starganSubject({ ...model, stored }, recipe, options);
    case "cyclegan":
    case "ugatit":
      return twoWaySubject({ ...model, stored }, recipe, options);
    case "pix2pix":
      return pix2pixSubject({ ...model, stored }, recipe, options);
    case "dcgan":
      return dcganSubject(model, recipe, options);
    case "segmenter":
      return segmenterSubject(model, recipe, options);
    case "classifier":
      return classifierSubject(model, recipe, options);
  }
}
export type { SubjectOptions } from "./options";
