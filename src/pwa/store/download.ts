import type { ModelFile } from "../../net/config";
import { ModelIntegrityError, ModelUnavailableError } from "../../net/errors";
import { verifyFile } from "../../net/integrity";
import { bodyOf, fetchOk, type TransferOptions } from "../../net/transfer";
import type { Pieces } from "./pieces";
import { StallWatch } from "./stall-watch";

/** Breaks in a row, each without a byte of progress, after which the download gives up. */
const FRUITLESS_LIMIT = 2;

/**
 * Downloads a file into `pieces`, from where they end, and checks it. A connection that breaks is taken up again
 * where it broke, as long as each attempt brings something. What was received stays for the next time when it fails.
 *
 * @throws {ModelUnavailableError} when the server cannot be reached, or breaks off without progress.
 * @throws {ModelIntegrityError} when what the server has is not what was promised.
 */
export async function download(url: string, file: ModelFile, pieces: Pieces, options: TransferOptions): Promise<void> {
  try {
    await receiveAndVerify(url, file, pieces, options, {});
  } catch (error) {
    const canVerify = globalThis.crypto?.subtle !== undefined;
    if (!(error instanceof ModelIntegrityError) || !canVerify) throw error;
    // Two versions may have been joined, or the browser's cache may hold an old one: once more, all of it and fresh.
    await receiveAndVerify(url, file, pieces, options, { cache: "reload" });
  }
}

async function receiveAndVerify(
  url: string,
  file: ModelFile,
  pieces: Pieces,
  options: TransferOptions,
  init: RequestInit,
): Promise<void> {
  try {
    await receive(url, file, pieces, options, init);
    await verifyFile(pieces.bytes, file);
  } catch (error) {
    if (error instanceof ModelIntegrityError) await pieces.discard();
    throw error;
  }
}

async function receive(
  url: string,
  file: ModelFile,
  pieces: Pieces,
  options: TransferOptions,
  init: RequestInit,
): Promise<void> {
  let fruitless = 0;
  options.onProgress?.(pieces.received, file.bytes);
  while (pieces.received < file.bytes) {
    const before = pieces.received;
    try {
      await receiveRest(url, file, pieces, options, init);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof ModelUnavailableError)) throw error;
      fruitless = pieces.received > before ? 0 : fruitless + 1;
      // What the server says stands; what the connection does may pass.
      if (error.status !== undefined || fruitless >= FRUITLESS_LIMIT) throw error;
    } finally {
      await pieces.flush();
    }
  }
}

/** One request for what is missing. */
async function receiveRest(
  url: string,
  file: ModelFile,
  pieces: Pieces,
  options: TransferOptions,
  init: RequestInit,
): Promise<void> {
  const from = pieces.received;
  let start = from;
  let whole = true;
  const watch = new StallWatch(options.signal);
  const watched = { ...options, signal: watch.signal };
  try {
    let response = await request(url, file, from, watched, init);
    if (from > 0 && !continues(response, from, file.bytes)) {
      // The whole file came, or another part than was asked for: what is there already is of no use.
      await pieces.discard();
      start = 0;
      if (response?.status === 206) await response.body?.cancel();
      if (response?.status !== 200) response = null;
    }
    response ??= await fetchOk(url, file.path, watched, init);
    whole = response.status !== 206;
    for await (const chunk of bodyOf(response, file.path, watch.signal)) {
      watch.touch();
      if (!(await pieces.append(chunk))) throw wrongLength(file, "more");
      options.onProgress?.(pieces.received, file.bytes);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!watch.stalled) throw error;
    throw new ModelUnavailableError(`${file.path} stopped coming. Check the connection and try again.`, {
      cause: error,
    });
  } finally {
    watch.end();
  }
  // It ended without an error, so there is no more of it.
  const short = pieces.received < file.bytes && (whole || pieces.received === start);
  if (short) throw wrongLength(file, `${pieces.received}`);
}

/** @returns Null where the server refuses the range that is asked for. */
async function request(
  url: string,
  file: ModelFile,
  from: number,
  options: TransferOptions,
  init: RequestInit,
): Promise<Response | null> {
  if (from === 0) return fetchOk(url, file.path, options, init);
  try {
    return await fetchOk(url, file.path, options, { ...init, headers: { range: `bytes=${from}-` } });
  } catch (error) {
    if (error instanceof ModelUnavailableError && error.status === 416) return null;
    throw error;
  }
}

/** Whether the answer goes on at `from`, in a file of the promised length. */
function continues(response: Response | null, from: number, total: number): boolean {
  if (response?.status !== 206) return false;
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("content-range") ?? "");
  // A part that is packed cannot be unpacked without its beginning.
  const packed = response.headers.get("content-encoding") ?? "identity";
  return range !== null && Number(range[1]) === from && Number(range[2]) === total && packed === "identity";
}

function wrongLength(file: ModelFile, found: string): ModelIntegrityError {
  return new ModelIntegrityError(
    `${file.path} should have ${file.bytes} bytes, but has ${found}. Load the page again, or copy the file to the server again.`,
  );
}
