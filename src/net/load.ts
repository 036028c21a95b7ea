import {
  type CatalogEntry,
  type ModelConfig,
  type ModelFamily,
  type ModelFile,
  parseCatalog,
  parseModelConfig,
} from "./config";
import { ModelConfigError, ModelIntegrityError, ModelUnavailableError, UnknownModelError } from "./errors";
import { readSafetensors } from "./safetensors";
import type { TensorMap } from "./tensors";

export interface LoadOptions {
  /** Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Stops the loading; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as bytes of a model file arrive. `total` is what the config promises. */
  readonly onProgress?: (received: number, total: number) => void;
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
 * Fetches a file of a model folder and checks it before anyone parses it.
 *
 * @throws {ModelUnavailableError} if it cannot be fetched.
 * @throws {ModelIntegrityError} if its length or sha256 is not what the config promises, or cannot be checked.
 */
export async function loadModelFile(
  folderUrl: string,
  file: ModelFile,
  options: LoadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(file.path, folderUrl).href;
  const response = await fetchOk(url, file.path, options);
  const bytes = await readAtMost(response, file.path, file.bytes, options);
  if (bytes.length !== file.bytes) {
    const found = bytes.length > file.bytes ? "more" : `${bytes.length}`;
    throw new ModelIntegrityError(`${file.path} should have ${file.bytes} bytes, but has ${found}. ${RELOAD}`);
  }
  // Typed as always there, but browsers leave it out on pages without HTTPS.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new ModelIntegrityError(
      `${file.path} cannot be checked, for crypto.subtle is missing. Open the page over HTTPS or on localhost.`,
    );
  }
  const digest = toHex(await subtle.digest("SHA-256", bytes));
  if (digest !== file.sha256) {
    throw new ModelIntegrityError(`${file.path} has the sha256 ${digest}, not ${file.sha256}. ${RELOAD}`);
  }
  return bytes;
}

const RELOAD = "Reload the page without its cache; if that does not help, copy the model folder to the server again.";

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
  const response = await fetchOk(url, name, options);
  const bytes = await readAtMost(response, name, MAX_JSON_BYTES, { ...options, onProgress: () => {} });
  if (bytes.length > MAX_JSON_BYTES) throw new ModelConfigError("", `${name} is larger than ${MAX_JSON_BYTES} bytes.`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelConfigError("", `${name} is not JSON in UTF-8. Does the server answer with a page instead?`, {
      cause,
    });
  }
}

async function fetchOk(url: string, name: string, options: LoadOptions): Promise<Response> {
  const { fetch = globalThis.fetch, signal } = options;
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ModelUnavailableError(`${name} cannot be fetched. Check the connection and try again.`, { cause });
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new ModelUnavailableError(
      `${name} cannot be fetched: the server answered ${response.status} for ${url}. Is the model folder there?`,
    );
  }
  return response;
}

/** Reads a body as it arrives. Stops as soon as it is longer than `limit`, and then returns more than that. */
async function readAtMost(
  response: Response,
  name: string,
  limit: number,
  { signal, onProgress }: LoadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  // A response without a body, which the standard allows, is read as an empty one.
  const reader = (
    response.body ?? new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (c) => c.close() })
  ).getReader();
  while (received <= limit) {
    signal?.throwIfAborted();
    const chunk = await reader.read().catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new ModelUnavailableError(
        `${name} broke off after ${received} bytes. Check the connection and try again.`,
        { cause },
      );
    });
    if (chunk.done) break;
    chunks.push(chunk.value);
    received += chunk.value.length;
    onProgress?.(received, limit);
  }
  if (received > limit) await reader.cancel();
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function toHex(digest: ArrayBuffer): string {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
