import { rm } from "node:fs/promises";
import { join } from "node:path";

import { embedResultSchema } from "../jobs/kinds/embed";
import { fileSha256 } from "../jobs/results";
import type { FeatureNet } from "../models/feature-net";
import { type CurationJobs, runOverPictures } from "./curation-jobs";
import { type Embedding, Embeddings, readRows } from "./embeddings";
import type { Manifest } from "./manifest";

/** Pictures of a job and of a file: enough that a job is worth fetching the net for. */
const PICTURES = 512;

/** Features and class probabilities of every picture that has none yet, from a classifier of our own. */
export async function embed(
  manifest: Manifest,
  net: FeatureNet,
  path: string,
  jobs: CurationJobs = {},
): Promise<{ readonly embedded: number; readonly known: number }> {
  const model = { path, sha256: net.sha256, classes: [...net.classes] };
  const embeddings = await Embeddings.openFor(manifest.directory, model);
  const pictures = [...new Map(manifest.kept("rank").map((picture) => [picture.sha256, picture])).values()];
  const missing = pictures.filter(({ sha256 }) => !embeddings.rows.has(sha256));
  await runOverPictures(
    manifest,
    {
      kind: "embed",
      pictures,
      missing: new Set(missing),
      block: PICTURES,
      result: embedResultSchema,
      input: async (some, places) => ({
        input: {
          model: { place: places.nameOf(path), sha256: net.sha256 },
          pictures: some.map(({ picture, sha256 }) => ({ picture, sha256 })),
        },
        files: await Promise.all(
          net.files.map(async (file) => ({ place: places.nameOf(file), sha256: await fileSha256(file) })),
        ),
      }),
    },
    jobs,
    async (_, { file }) => {
      if (jobs.shard) return;
      const rows = new Map<string, Embedding>();
      const packed = join(manifest.directory, "jobs", file);
      await readRows(packed, rows);
      await embeddings.add([...rows]);
      await rm(packed);
    },
  );
  if (!jobs.shard) await manifest.append([{ step: "run", of: "embed", settings: JSON.stringify(model) }]);
  return { embedded: missing.length, known: pictures.length - missing.length };
}
