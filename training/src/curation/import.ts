import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";

import { replaceFile } from "./files";
import type { Manifest } from "./manifest";
import { boxesIn, type NormalOptions, type NormalPicture, normalPicture } from "./normal-picture";
import { inParallel } from "./parallel";
import type { Box } from "./records";
import { listSources, type SourcePicture } from "./sources";
import { readOrigins } from "./sources/origins";

export interface ImportOptions extends NormalOptions {
  /** COCO's JSON, for boxes. */
  readonly annotations?: string;
  readonly categories?: readonly string[];
  /** Each box becomes a picture of its own. */
  readonly crop?: boolean;
  readonly licence?: string;
  /** Table of origins, and its column that says where a picture came from. */
  readonly origins?: string;
  readonly originColumn?: string;
}

export interface ImportResult {
  readonly imported: number;
  /** Done before, and the same still. */
  readonly known: number;
  readonly refused: number;
  readonly categories: number;
}

/**
 * Copies the pictures of a folder into a set, converted where needed. What cannot be read is told, noted and passed over.
 * @throws CurationError for tables and annotations that cannot be used.
 */
export async function importPictures(
  manifest: Manifest,
  root: string,
  options: ImportOptions,
  tell: (text: string) => void,
): Promise<ImportResult> {
  const { pictures, warnings } = await listSources(root, options);
  warnings.forEach(tell);
  const findOrigin = await readOrigins({
    ...(options.licence === undefined ? {} : { licence: options.licence }),
    ...(options.origins === undefined ? {} : { table: options.origins }),
    ...(options.originColumn === undefined ? {} : { originColumn: options.originColumn }),
  });
  const settings = JSON.stringify([options.maxSide, options.minSide, options.crop ?? false]);
  const result = { imported: 0, known: 0, refused: 0 };

  const sources = options.crop === true ? pictures.flatMap(oneEachBox) : pictures;
  const named = withOwnNames(sources, options.crop === true, manifest);
  await inParallel(named, availableParallelism(), async (source) => {
    const { path } = source;
    const { mtimeMs: modified } = await stat(path);
    const known = source.id === undefined ? undefined : manifest.of("import").get(source.id);
    if (known?.source.modified === modified && known.settings === settings) {
      result.known += 1;
      return;
    }
    const refused = manifest.of("refuse").get(source.key);
    if (refused?.modified === modified && refused.settings === settings) {
      result.refused += 1;
      return;
    }
    const bytes = await readFile(path);
    let picture: NormalPicture;
    let boxes: Box[];
    try {
      picture = await normalPicture(bytes, options, options.crop === true ? source.boxes?.[0] : undefined);
      boxes = options.crop === true ? [] : boxesIn(picture, source.boxes ?? []);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      result.refused += 1;
      tell(`${source.key} is left out: ${reason}`);
      await manifest.append([{ step: "refuse", source: source.key, modified, reason, settings }]);
      return;
    }
    if (picture.converted !== null) tell(`${source.key} is converted: ${picture.converted}`);
    const id = `${source.category}/${source.name}${picture.extension}`;
    await replaceFile(manifest.pathOf(id), picture.bytes);
    await manifest.append([
      {
        step: "import",
        picture: id,
        category: source.category,
        source: { path: source.key, sha256: sha256Of(bytes), bytes: bytes.length, modified },
        ...(await findOrigin(path)),
        sha256: sha256Of(picture.bytes),
        bytes: picture.bytes.length,
        width: picture.width,
        height: picture.height,
        ...(boxes.length > 0 ? { boxes } : {}),
        ...(picture.converted === null ? {} : { converted: picture.converted }),
        settings,
      },
    ]);
    result.imported += 1;
  });

  const categories = new Set(manifest.kept().map(({ category }) => category)).size;
  if (categories === 0) tell(`${root}: no picture could be imported`);
  if (categories === 1)
    tell("one category only: classifiers and StarGANs need two or more; DCGAN, pix2pix and edges do not");
  return { ...result, categories };
}

/** Each box as a source of its own. */
function oneEachBox(source: SourcePicture): SourcePicture[] {
  return (source.boxes ?? []).map((box, index) => ({ ...source, name: `${source.name}-${index + 1}`, boxes: [box] }));
}

interface NamedSource extends SourcePicture {
  /** What the manifest knows it by: its path, and the box where that is cropped. */
  readonly key: string;
  /** What it was imported as before. */
  readonly id: string | undefined;
}

/** Of sources that want one name, all but the first get a digest of their path into it; what is imported keeps its name. */
function withOwnNames(sources: readonly SourcePicture[], crop: boolean, manifest: Manifest): NamedSource[] {
  const imported = [...manifest.of("import").values()];
  const ids = new Map(imported.map(({ category, source, picture }) => [`${category}:${source.path}`, picture]));
  const taken = new Set([...ids.values()].map((id) => withoutExtension(id).toLowerCase()));
  return sources.map((source) => {
    const path = resolve(source.path);
    const key = crop ? `${path}#${source.boxes?.[0]?.join() ?? ""}` : path;
    const id = ids.get(`${source.category}:${key}`);
    if (id !== undefined)
      return { ...source, path, key, id, name: withoutExtension(id.slice(source.category.length + 1)) };
    const isTaken = taken.has(`${source.category}/${source.name}`.toLowerCase());
    const name = isTaken ? `${source.name}-${sha256Of(Buffer.from(key)).slice(0, 8)}` : source.name;
    taken.add(`${source.category}/${name}`.toLowerCase());
    return { ...source, path, key, id, name };
  });
}

function withoutExtension(name: string): string {
  return name.replace(/\.\w+$/, "");
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
