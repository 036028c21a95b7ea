import { access } from "node:fs/promises";
import { join } from "node:path";

import { derivedResultSchema } from "../jobs/kinds/derived";
import { fileSha256 } from "../jobs/results";
import { type CurationJobs, runOverPictures } from "./curation-jobs";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";

interface DerivingStep {
  readonly step: "background" | "edges" | "masks";
  /** What the step's job is told. */
  readonly options: object;
  /** What decides whether a picture has to be made anew; without it, the options. */
  readonly settings?: string;
  /** Pictures of a job. */
  readonly pictures: number;
  /** Mask that a picture is made with, and when it was last changed, ms. */
  readonly maskOf?: (picture: Picture) => Promise<{ readonly path: string; readonly modified: number } | undefined>;
}

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
  { step, options, settings = JSON.stringify(options), pictures: block, maskOf }: DerivingStep,
  jobs: CurationJobs = {},
): Promise<DeriveResult> {
  const result = { made: 0, known: 0, passedOver: 0 };
  const pictures = manifest.kept();
  const settingsOf = new Map<Picture, string>();
  const masks = new Map<Picture, string>();
  for (const picture of pictures) {
    const mask = await maskOf?.(picture);
    if (mask) masks.set(picture, mask.path);
    const wanted = mask ? `${settings} ${mask.modified}` : settings;
    const before = manifest.of(step).get(picture.picture);
    if (before?.settings === wanted && (before.output === undefined || (await isThere(manifest, before.output)))) {
      result[before.output === undefined ? "passedOver" : "known"] += 1;
    } else {
      settingsOf.set(picture, wanted);
    }
  }
  await runOverPictures(
    manifest,
    {
      kind: step,
      pictures,
      missing: new Set(settingsOf.keys()),
      block,
      result: derivedResultSchema,
      input: async (some, places) => {
        const files = [];
        const entries = [];
        for (const picture of some) {
          const { width, height, boxes } = picture;
          const path = masks.get(picture);
          const mask = path === undefined ? undefined : { place: places.nameOf(path), sha256: await fileSha256(path) };
          if (mask) files.push(mask);
          entries.push({
            picture: picture.picture,
            width,
            height,
            ...(boxes && step === "masks" ? { boxes } : {}),
            ...(mask ? { mask: mask.place } : {}),
          });
        }
        return { input: { options, pictures: entries }, files };
      },
    },
    jobs,
    async (some, derived) => {
      const records = some.map((picture, index) => {
        const { output, reason, coverage } = derived[index] ?? {};
        result[output === undefined ? "passedOver" : "made"] += 1;
        const made = { picture: picture.picture, settings: settingsOf.get(picture) ?? settings };
        if (output === undefined) return { step, ...made, reason };
        return step === "masks" && coverage !== undefined
          ? { step, ...made, output, coverage }
          : { step, ...made, output };
      });
      if (!jobs.shard) await manifest.append(records);
    },
  );
  if (!jobs.shard) await manifest.append([{ step: "run", of: step, settings }]);
  return result;
}

async function isThere(manifest: Manifest, output: string): Promise<boolean> {
  return access(join(manifest.directory, output)).then(
    () => true,
    () => false,
  );
}
