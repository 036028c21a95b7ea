import type { SpaceLayer, SpaceTracking } from "../immersive/types";
import type { Patch, Translator } from "../translator/types";

/** Where dishes are shown in an immersive session, in the compositor's place. */
export interface SpaceOutput {
  readonly tracking: SpaceTracking;
  /** Must forget the layers of before. */
  show(layers: readonly SpaceLayer[]): void;
  /** The patch with its picture as pixels; the patch that was given is closed. */
  readPatch(patch: Patch): Promise<Patch>;
}

/** The same translator; while there is an output in space its patches are pixels, for that is another GPU context. */
export const withReadback = (translator: Translator, space: () => SpaceOutput | null): Translator => ({
  kind: translator.kind,
  label: translator.label,
  domains: translator.domains,
  choices: translator.choices,
  translate: async (request) => {
    const patch = await translator.translate(request);
    return space()?.readPatch(patch) ?? patch;
  },
  dispose: () => translator.dispose(),
});
