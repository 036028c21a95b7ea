import type { ModelFile } from "./config";
import type { TransferFile, TransferOptions } from "./transfer";

/**
 * Keeps what was loaded from one visit to the next. `src/net` only knows this much of it, so that it needs no browser's
 * storage; `src/pwa/store` implements it.
 *
 * One object stands for one loading: documents that were proposed take the place of the kept ones together, at
 * `commit`, once every file that they name is complete. Until then the kept ones, and their files, stay.
 */
export interface FileStore {
  /** Text of a document as of the last commit; null where none is kept. */
  document(url: string): Promise<string | null>;
  /** Remembers a document as it was just fetched, for `commit`. */
  propose(url: string, text: string): void;
  /**
   * Bytes of a file: the kept ones where they are sound, else downloaded, going on where an earlier download broke off.
   *
   * @throws {ModelUnavailableError | ModelIntegrityError} as loading without a store does.
   */
  file(url: string, file: ModelFile, options: TransferOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Everything is here: what was proposed is kept from now on, and what nothing names any more goes. Never rejects. */
  commit(): Promise<void>;
}

/** Where loaded files are kept between visits. */
export interface Keeping {
  /** For one loading; undefined where the browser keeps nothing. @param group What is loaded. */
  openStore(group: string): Promise<FileStore | undefined>;
  /** Loads WebAssembly of this version of the app. */
  readonly transferRuntime: TransferFile;
}
