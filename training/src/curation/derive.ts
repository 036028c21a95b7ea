import { access } from "node:fs/promises";
import { join } from "node:path";

import { replaceFile } from "./files";
import type { Manifest } from "./manifest";
import { inParallel } from "./parallel";
import type { Picture } from "./records";

type DerivingStep = "background" | "edges" | "masks";

/** What became of one picture: files, whose paths count from the set, or why there are none. */
export type Derived =
  | { readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]; readonly coverage?: number }
  | { readonly reason: string };

export interface DeriveResult {
  readonly made: number;
  /** Made before, with the same options. */
  readonly known: number;
  /** Nothing could be made of them. */
  readonly passedOver: number;
}

/** Makes what a step derives from every picture of the set that was not made yet with these settings. */
export async function derive(
  manifest: Manifest,
  step: DerivingStep,
  settingsOf: (picture: Picture) => Promise<string> | string,
  make: (picture: Picture) => Promise<Derived>,
): Promise<DeriveResult> {
  const result = { made: 0, known: 0, passedOver: 0 };
  await inParallel(manifest.kept(), async (picture) => {
    const settings = await settingsOf(picture);
    const before = manifest.of(step).get(picture.picture);
    if (before?.settings === settings && (before.output === undefined || (await isThere(manifest, before.output)))) {
      result[before.output === undefined ? "passedOver" : "known"] += 1;
      return;
    }
    const derived = await make(picture);
    if ("reason" in derived) {
      await manifest.append([{ step, picture: picture.picture, reason: derived.reason, settings }]);
      result.passedOver += 1;
      return;
    }
    for (const { path, bytes } of derived.files) await replaceFile(join(manifest.directory, path), bytes);
    const output = derived.files[0]?.path ?? "";
    const coverage = derived.coverage === undefined ? {} : { coverage: derived.coverage };
    await manifest.append([
      step === "masks"
        ? { step, picture: picture.picture, output, settings, ...coverage }
        : { step, picture: picture.picture, output, settings },
    ]);
    result.made += 1;
  });
  return result;
}

/** Path of a derived picture below the set: `STEP/CATEGORY/NAME.EXTENSION`; no two pictures of a set share a name. */
export function derivedPath(step: string, { picture }: Picture, extension: string): string {
  return `${step}/${picture.replace(/\.\w+$/, extension)}`;
}

async function isThere(manifest: Manifest, output: string): Promise<boolean> {
  return access(join(manifest.directory, output)).then(
    () => true,
    () => false,
  );
}
