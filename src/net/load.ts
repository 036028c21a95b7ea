import {
  type CatalogEntry,
  type ModelConfig,
  type ModelFamily,
  type ModelFile,
  parseCatalog,
  parseModelConfig,
} from "./config";
import { ModelConfigError, ModelUnavailableError, UnknownModelError } from "./errors";
import type { FileStore } from "./file-store";
import { readSafetensors } from "./safetensors";
import type { TensorMap } from "./tensors";
import { fetchOk, readAtMost, transferFile, type TransferOptions } from "./transfer";

export interface LoadOptions extends TransferOptions {
  /** Keeps documents and files between visits. Default: nothing is kept. Whoever loads files commits. */
  readonly store?: FileStore | undefined;
}

export interface ChooseOptions extends LoadOptions {
  /** Where no id is asked for, the catalogue's default of this family is taken. Default: stargan. */
  readonly family?: ModelFamily;
  /** Families that a model asked for by its id may be of. Default: all. */
  readonly among?: readonly ModelFamily[];
}

/** A model's checked config, and where its files lie. */
export interface ModelFolder {
  readonly config: ModelConfig;
  /** Absolute address of the folder, with a slash at the end. */
  readonly url: string;
  /** Id of the model that leads the other way; null where the catalogue names none. */
  readonly inverse: string | null;
}

/** A model whose weights have the length and hash that its config promises. */
export interface LoadedModel extends ModelFolder {
  /** As stored: `dequantizeWeights` gives 32-bit floats. */
  readonly tensors: TensorMap;
}

/** Far more than any config or catalogue takes: a larger answer is something else. */
const MAX_JSON_BYTES = 4 * 2 ** 20;

/**
 * Finds a model in the catalogue at `baseUrl`, then fetches and checks its config and weights.
 *
 * @param baseUrl Folder that holds `catalog.json`; relative addresses count from the page or worker.
 * @param id Default: the catalogue's default of `family`.
 * @throws {UnknownModelError} if the catalogue has no such model.
 * @throws {ModelUnavailableError} if a file cannot be fetched or the catalogue has no default.
 * @throws {ModelIntegrityError} if the weights' length or sha256 is wrong, or cannot be checked.
 * @throws {ModelConfigError | SafetensorsError} if a file was read but breaks its format.
 */
export async function loadModel(baseUrl: string, id?: string, options: ChooseOptions = {}): Promise<LoadedModel> {
  const folder = await loadModelFolder(baseUrl, id, options);
  const bytes = await loadModelFile(folder.url, folder.config.files.weights, options);
  await options.store?.commit();
  return { ...folder, tensors: readSafetensors(bytes).tensors };
}

/** The first half of {@link loadModel}: catalogue and config without the weights. Throws as that does. */
export async function loadModelFolder(baseUrl: string, id?: string, options: ChooseOptions = {}): Promise<ModelFolder> {
  const base = new URL(baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`, globalThis.location?.href).href;
  const { models } = parseCatalog(await fetchJson(new URL("catalog.json", base).href, "catalog.json", options));
  const entry = chooseModel(models, id, options);

  const url = new URL(`${entry.path}/`, base).href;
  const config = parseModelConfig(
    await fetchJson(new URL("config.json", url).href, `${entry.path}/config.json`, options),
  );
  for (const field of ["id", "family"] as const) {
    if (config[field] !== entry[field]) {
      throw new ModelConfigError(
        field,
        `${entry.path}/config.json: ${field} is ${config[field]}, but the catalogue says ${entry[field]}. Correct either.`,
      );
    }
  }
  return { config, url, inverse: entry.inverse ?? null };
}

/**
 * Fetches a file of a model folder and checks it before anyone parses it; through the store, where there is one.
 *
 * @throws {ModelUnavailableError} if it cannot be fetched.
 * @throws {ModelIntegrityError} if its length or sha256 is not what the config promises, or cannot be checked.
 */
export function loadModelFile(
  folderUrl: string,
  file: ModelFile,
  options: LoadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(file.path, folderUrl).href;
  return options.store === undefined ? transferFile(url, file, options) : options.store.file(url, file, options);
}

function chooseModel(models: readonly CatalogEntry[], id: string | undefined, options: ChooseOptions): CatalogEntry {
  const { family = "stargan", among } = options;
  if (id === undefined) {
    const standard = models.find((model) => model.family === family && model.default === true);
    if (standard !== undefined) return standard;
    throw new ModelUnavailableError(`catalog.json has no default ${family}. It has: ${listed(models)}.`);
  }
  const fitting = models.filter((model) => among === undefined || among.includes(model.family));
  const entry = fitting.find((model) => model.id === id);
  if (entry !== undefined) return entry;
  const other = models.find((model) => model.id === id);
  const wrong = other === undefined ? `catalog.json has no model ${JSON.stringify(id)}` : `${id} is a ${other.family}`;
  throw new UnknownModelError(
    `${wrong}. There are: ${listed(fitting)}.`,
    fitting.map((model) => model.id),
  );
}

function listed(models: readonly CatalogEntry[]): string {
  return models.map((model) => model.id).join(", ") || "none";
}

async function fetchJson(url: string, name: string, options: LoadOptions): Promise<unknown> {
  try {
    return JSON.parse(await fetchDocument(url, name, options));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ModelConfigError("", `${name} is not JSON. Does the server answer with a page instead?`, { cause });
  }
}

/** The text as the server has it now; the kept one where the server cannot be reached. */
async function fetchDocument(url: string, name: string, options: LoadOptions): Promise<string> {
  const { store } = options;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    // Asked for anew each time: a stale description would name files that have been replaced.
    const response = await fetchOk(url, name, options, { cache: "no-cache" });
    bytes = await readAtMost(response, name, MAX_JSON_BYTES, { ...options, onProgress: () => {} });
  } catch (cause) {
    const kept = isUnreachable(cause) ? await store?.document(url) : null;
    if (kept === null || kept === undefined) throw cause;
    return kept;
  }
  if (bytes.length > MAX_JSON_BYTES) throw new ModelConfigError("", `${name} is larger than ${MAX_JSON_BYTES} bytes.`);
  const text = decode(bytes, name);
  store?.propose(url, text);
  return text;
}

/** No answer, or that of a server in trouble; not one that says that the file is gone. */
function isUnreachable(error: unknown): boolean {
  return error instanceof ModelUnavailableError && (error.status === undefined || error.status >= 500);
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ModelConfigError("", `${name} is not in UTF-8. Does the server answer with a page instead?`, { cause });
  }
}
