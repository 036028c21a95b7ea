import type { ModelFile } from "../../net/config";
import { verifyFile } from "../../net/integrity";
import type { TransferOptions } from "../../net/transfer";
import { download } from "./download";
import { exclusive, type Locks } from "./exclusive";
import { Pieces } from "./pieces";
import type { ProgressChannel } from "./progress-channel";
import type { Shelf } from "./shelf";
import { StallWatch } from "./stall-watch";

export interface KeptFilesOptions {
  readonly shelf: Shelf;
  /** Default: every caller downloads for itself. */
  readonly locks?: Locks | undefined;
  /** Tells callers that wait for a download elsewhere how far it is. */
  readonly progress?: ProgressChannel | undefined;
  /** The browser refuses to keep something, most often for want of room. What was asked for goes on in memory. */
  readonly onTrouble: (error: unknown) => void;
}

/** Files on a shelf, by their hash: `file/HASH` when complete and checked, `part/HASH/…` while under way. */
export class KeptFiles {
  readonly #shelf: Shelf;
  readonly #options: KeptFilesOptions;

  constructor(options: KeptFilesOptions) {
    this.#shelf = options.shelf;
    this.#options = options;
  }

  /**
   * The file's bytes: those that are kept, where they still have their hash, else downloaded and kept. While another tab
   * downloads the same file, this one waits for it.
   *
   * @throws {ModelUnavailableError | ModelIntegrityError}
   */
  async get(url: string, file: ModelFile, options: TransferOptions): Promise<Uint8Array<ArrayBuffer>> {
    const kept = await this.kept(file);
    if (kept !== null) return withProgress(kept, options);
    const { locks, progress } = this.#options;
    const watch = new StallWatch(options.signal);
    const stopListening = progress?.listen(file.sha256, (received) => {
      watch.touch();
      options.onProgress?.(received, file.bytes);
    });
    const stopWaiting = (): void => {
      watch.end();
      stopListening?.();
    };
    const take = async (): Promise<Uint8Array<ArrayBuffer>> => {
      stopWaiting();
      const meanwhile = await this.kept(file);
      return meanwhile === null ? this.#download(url, file, options) : withProgress(meanwhile, options);
    };
    try {
      return await exclusive(locks, `mealshift ${this.#shelf.root}${file.sha256}`, watch.signal, take);
    } catch (error) {
      // A tab that the system put to sleep in the middle of a download may hold its lock for hours.
      if (!watch.stalled) throw error;
      return await take();
    } finally {
      stopWaiting();
    }
  }

  /** The kept bytes, or null. Bytes that have lost their hash are removed. */
  async kept(file: ModelFile): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const entry = await this.#shelf.read(`file/${file.sha256}`);
      if (entry === null) return null;
      await verifyFile(entry.bytes, file);
      return entry.bytes;
    } catch {
      await this.#shelf.remove(`file/${file.sha256}`).catch(() => undefined);
      return null;
    }
  }

  /** Whether a file of this hash is kept; its bytes are looked at when they are read. */
  async has({ sha256 }: Pick<ModelFile, "sha256">): Promise<boolean> {
    return (await this.#shelf.written(`file/${sha256}`).catch(() => null)) !== null;
  }

  /**
   * Removes files and beginnings whose hash is not `named`, unless they were written within the last `graceMs`: another
   * tab may be loading something that nothing names yet.
   */
  async sweep(named: (sha256: string) => boolean, graceMs: number): Promise<void> {
    const names = [...(await this.#shelf.names("file/")), ...(await this.#shelf.names("part/"))];
    for (const name of names) {
      if (named(name.split("/")[1] ?? "")) continue;
      const written = await this.#shelf.written(name);
      if (written !== null && this.#shelf.now() - written >= graceMs) await this.#shelf.remove(name);
    }
  }

  async #download(url: string, file: ModelFile, options: TransferOptions): Promise<Uint8Array<ArrayBuffer>> {
    const { progress, onTrouble } = this.#options;
    const pieces = new Pieces(this.#shelf, file.sha256, file.bytes, onTrouble);
    await pieces.restore().catch(onTrouble);
    await download(url, file, pieces, {
      ...options,
      onProgress: (received, total) => {
        progress?.tell(file.sha256, received);
        options.onProgress?.(received, total);
      },
    });
    try {
      await this.#shelf.write(`file/${file.sha256}`, pieces.bytes);
    } catch (error) {
      onTrouble(error);
    }
    const { bytes } = pieces;
    await pieces.discard();
    return bytes;
  }
}

function withProgress(bytes: Uint8Array<ArrayBuffer>, { onProgress }: TransferOptions): Uint8Array<ArrayBuffer> {
  onProgress?.(bytes.length, bytes.length);
  return bytes;
}
