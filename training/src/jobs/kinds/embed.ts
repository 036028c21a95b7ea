import { createHash } from "node:crypto";
import { join } from "node:path";

import * as v from "valibot";

import { loadBackend } from "../../backend/load";
import { pictureNameSchema } from "../../curation/derived-picture";
import { embedPictures } from "../../curation/embed-pictures";
import { packEmbeddings } from "../../curation/embeddings";
import { type FeatureNet, readFeatureNet } from "../../models/feature-net";
import { JobHandedBackError } from "../errors";
import { jobKind } from "./kind";

/** Name of the file, in the folder of the job's result, that holds the rows. */
export const embedResultSchema = v.strictObject({ file: v.string() });

let loaded: { readonly model: string; readonly net: FeatureNet } | undefined;

/** Features and class probabilities of pictures of a set, as one file of rows. */
export const embed = jobKind({
  input: v.strictObject({
    set: v.string(),
    model: v.strictObject({ place: v.string(), sha256: v.string() }),
    pictures: v.array(v.strictObject({ picture: pictureNameSchema, sha256: v.string() })),
  }),
  run: async ({ set, model, pictures }, { places, out, backend, signal, progress, write }) => {
    if (loaded?.model !== model.sha256) {
      await loadBackend(backend);
      loaded = { model: model.sha256, net: await readFeatureNet(places.pathOf(model.place)) };
    }
    const rows = await embedPictures(
      loaded.net,
      pictures.map(({ picture, sha256 }) => ({ sha256, path: join(places.pathOf(set), "pictures", picture) })),
      (done) => {
        if (signal.aborted) throw new JobHandedBackError(`stopped after ${done} pictures`);
        progress(done, pictures.length);
      },
    );
    const file = `${rowsName(model.sha256, pictures)}.safetensors`;
    await write(join(out, file), packEmbeddings(rows));
    return { file };
  },
});

function rowsName(model: string, pictures: readonly { readonly sha256: string }[]): string {
  const hash = createHash("sha256").update(model);
  for (const { sha256 } of pictures) hash.update(sha256);
  return hash.digest("hex");
}
