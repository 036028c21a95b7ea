import { loadDomains } from "../../data/domains";
import type { CycleganRecipe } from "../../recipes/cyclegan";
import type { UgatitRecipe } from "../../recipes/ugatit-options";
import { pictureOf } from "../../run/averaged-net";
import type { LoadedModel } from "../load";
import type { TranslatorSubject } from "../subject";
import { picturesOfDomains } from "./domains";
import type { SubjectOptions } from "./options";
import { translatorSubject } from "./translator";

/** CycleGAN's or U-GAT-IT's net from the first dish to the second; a run's other net is the way back. */
export async function twoWaySubject(
  { network, back, size, base }: LoadedModel,
  recipe: CycleganRecipe | UgatitRecipe,
  options: SubjectOptions,
): Promise<TranslatorSubject> {
  const { domains, holdOut, crops } = recipe.data;
  const heldOut = await loadDomains(recipe.data, { ...options, base }, "held-out");
  const { sources, targets } = picturesOfDomains(
    heldOut,
    { domains, from: [0], to: [1], size, block: holdOut.block, hasEllipses: crops !== undefined },
    options,
  );
  return translatorSubject({
    size,
    targets,
    sources,
    translate: (image) => pictureOf(network.runAll({ image })),
    back: back && ((image) => pictureOf(back.runAll({ image }))),
    wanted: null,
  });
}
