import type { ModelFile } from "./config";
import { ModelUnavailableError } from "./errors";
import { verifyFile } from "./integrity";

export interface TransferOptions {
  /** Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Stops the transfer; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as bytes of a file arrive. `total` is what was promised. */
  readonly onProgress?: (received: number, total: number) => void;
}

/** Fetches a file and checks it, as {@link transferFile} does; may keep it. */
export type TransferFile = (url: string, file: ModelFile, options: TransferOptions) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Fetches a file in one go and checks it before anyone parses it.
 *
 * @throws {ModelUnavailableError} if it cannot be fetched.
 * @throws {ModelIntegrityError} if its length or sha256 is not what was promised, or cannot be checked.
 */
export async function transferFile(
  url: string,
  file: ModelFile,
  options: TransferOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetchOk(url, file.path, options);
  const bytes = await readAtMost(response, file.path, file.bytes, options);
  await verifyFile(bytes, file);
  return bytes;
}

/**
 * @param name What the file is called in errors.
 * @param init Headers and cache mode of the request.
 * @throws {ModelUnavailableError} where there is no answer, or one with a status of failure.
 */
export async function fetchOk(
  url: string,
  name: string,
  options: TransferOptions,
  init: RequestInit = {},
): Promise<Response> {
  const { fetch = globalThis.fetch, signal } = options;
  let response: Response;
  try {
    response = await fetch(url, signal ? { ...init, signal } : init);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ModelUnavailableError(`${name} cannot be fetched. Check the connection and try again.`, { cause });
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new ModelUnavailableError(
      `${name} cannot be fetched: the server answered ${response.status} for ${url}. Is the model folder there?`,
      { status: response.status },
    );
  }
  return response;
}

/**
 * Pieces of a body as they arrive.
 *
 * @throws {ModelUnavailableError} where the connection breaks.
 */
export async function* bodyOf(
  response: Response,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A response without a body, which the standard allows, is read as an empty one.
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let received = 0;
  let ended = false;
  try {
    while (true) {
      signal?.throwIfAborted();
      const chunk = await reader.read().catch((cause: unknown) => {
        ended = true;
        signal?.throwIfAborted();
        throw new ModelUnavailableError(
          `${name} broke off after ${received} bytes. Check the connection and try again.`,
          { cause },
        );
      });
      ended = chunk.done;
      if (chunk.done) return;
      received += chunk.value.length;
      yield chunk.value;
    }
  } finally {
    // Whoever stops in the middle wants no more of it.
    if (!ended) await reader.cancel();
  }
}

/** Reads a body as it arrives. Stops as soon as it is longer than `limit`, and then returns more than that. */
export async function readAtMost(
  response: Response,
  name: string,
  limit: number,
  { signal, onProgress }: TransferOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of bodyOf(response, name, signal)) {
    chunks.push(chunk);
    received += chunk.length;
    onProgress?.(received, limit);
    if (received > limit) break;
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
