import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { readSafetensors, writeSafetensors } from "../../../src/net/safetensors";
import { f16ToF32, f32ToF16, type NamedTensor } from "../../../src/net/tensors";
import { CurationError } from "./errors";
import { hasCode, replaceFile } from "./files";

/** What a classifier says about one picture. */
export interface Embedding {
  /** Mean activations of its last layer but one. */
  readonly features: Float32Array;
  /** Softmax over its classes. */
  readonly probabilities: Float32Array;
}

/** Embeddings of pictures, which are known by their sha256. */
export type EmbeddingRows = readonly (readonly [sha256: string, embedding: Embedding])[];

/** The classifier that embeddings were made with. */
const modelSchema = v.strictObject({ path: v.string(), sha256: v.string(), classes: v.array(v.string()) });
export type EmbeddingModel = v.InferOutput<typeof modelSchema>;

const FOLDER = "embeddings";

/**
 * Embeddings of a set: `embeddings/model.json` and numbered `.safetensors` files, `features` `[n, d]` and
 * `probabilities` `[n, classes]` in half floats. Rows are known by the sha256 of their picture, in the file's
 * metadata, so that a picture that is imported anew under its name has none.
 */
export class Embeddings {
  readonly model: EmbeddingModel;
  readonly rows: ReadonlyMap<string, Embedding>;
  readonly #directory: string;
  readonly #rows: Map<string, Embedding>;
  #files: number;

  private constructor(directory: string, model: EmbeddingModel, rows: Map<string, Embedding>, files: number) {
    this.#directory = directory;
    this.model = model;
    this.#rows = rows;
    this.rows = rows;
    this.#files = files;
  }

  /** @throws CurationError if the set has none, or a file of them is damaged. */
  static async read(set: string): Promise<Embeddings> {
    const directory = join(set, FOLDER);
    let text: string;
    try {
      text = await readFile(join(directory, "model.json"), "utf8");
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      throw new CurationError(`${set} has no features yet: run \`mealshift data embed\` first`);
    }
    const model = v.parse(modelSchema, JSON.parse(text));
    const rows = new Map<string, Embedding>();
    const files = (await readdir(directory)).filter((name) => name.endsWith(".safetensors")).toSorted();
    for (const file of files) await readRows(join(directory, file), rows);
    return new Embeddings(directory, model, rows, files.length);
  }

  /** Those of the set if this model made them, or none yet. @throws CurationError if another model did. */
  static async openFor(set: string, model: EmbeddingModel): Promise<Embeddings> {
    const directory = join(set, FOLDER);
    const started = await readFile(join(directory, "model.json")).catch(() => null);
    if (started === null) {
      await replaceFile(join(directory, "model.json"), `${JSON.stringify(model, null, 2)}\n`);
      return new Embeddings(directory, model, new Map(), 0);
    }
    const embeddings = await Embeddings.read(set);
    if (embeddings.model.sha256 === model.sha256) return embeddings;
    throw new CurationError(
      `${directory} holds features of ${embeddings.model.path}: features of two nets cannot be compared; move the folder away to embed with ${model.path}`,
    );
  }

  /** Adds rows as one file, which is there whole or not at all. */
  async add(rows: EmbeddingRows): Promise<void> {
    const file = `${String(this.#files++).padStart(6, "0")}.safetensors`;
    await replaceFile(join(this.#directory, file), packEmbeddings(rows));
    for (const [sha256, embedding] of rows) this.#rows.set(sha256, embedding);
  }
}

/** One file of rows, `.safetensors`. */
export function packEmbeddings(rows: EmbeddingRows): Uint8Array {
  const tensors = new Map([
    ["features", stack(rows.map(([, { features }]) => features))],
    ["probabilities", stack(rows.map(([, { probabilities }]) => probabilities))],
  ]);
  return writeSafetensors(tensors, { pictures: rows.map(([sha256]) => sha256).join(" ") });
}

function stack(rows: readonly Float32Array[]): NamedTensor {
  const width = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, index) => data.set(row, index * width));
  return { dtype: "F16", shape: [rows.length, width], data: f32ToF16(data) };
}

/** Adds the rows of a file. @throws CurationError if it is damaged. */
export async function readRows(path: string, rows: Map<string, Embedding>): Promise<void> {
  const damaged = (why: string, cause?: unknown): CurationError =>
    new CurationError(`${path} is damaged (${why}): delete it, and run \`mealshift data embed\` again`, { cause });
  try {
    const { tensors, metadata } = readSafetensors(await readFile(path));
    const pictures = (metadata["pictures"] ?? "").split(" ");
    const table = (name: string): readonly Float32Array[] => {
      const tensor = tensors.get(name);
      if (tensor?.dtype !== "F16" || tensor.shape[0] !== pictures.length) throw damaged(`${name} does not fit`);
      const width = tensor.shape[1] ?? 0;
      const values = f16ToF32(tensor.data);
      return pictures.map((_, row) => values.subarray(row * width, (row + 1) * width));
    };
    const features = table("features");
    const probabilities = table("probabilities");
    pictures.forEach((sha256, row) => {
      const [of, given] = [features[row], probabilities[row]];
      if (of && given) rows.set(sha256, { features: of, probabilities: given });
    });
  } catch (error) {
    throw error instanceof CurationError
      ? error
      : damaged(error instanceof Error ? error.message : String(error), error);
  }
}
