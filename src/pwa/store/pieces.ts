import type { Shelf } from "./shelf";

/** Bytes that are gathered before they are written: few entries, and little lost when the page closes. */
const PIECE = 512 * 1024;

/**
 * The beginning of a file whose download is under way, in pieces on the shelf: `part/HASH/OFFSET`. What a page
 * that closes leaves there, the next one goes on from.
 */
export class Pieces {
  readonly #shelf: Shelf;
  readonly #prefix: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #onTrouble: (error: unknown) => void;
  #received = 0;
  #written = 0;
  /** Cleared when the shelf takes no more: the download then goes on in memory. */
  #keeps = true;

  /**
   * @param total Bytes of the whole file.
   * @param onTrouble Called once when the shelf refuses.
   */
  constructor(shelf: Shelf, sha256: string, total: number, onTrouble: (error: unknown) => void) {
    this.#shelf = shelf;
    this.#prefix = `part/${sha256}/`;
    this.#bytes = new Uint8Array(total);
    this.#onTrouble = onTrouble;
  }

  /** Bytes from the file's beginning that are here. */
  get received(): number {
    return this.#received;
  }

  /** The whole file; only once all of it has been received. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Takes up what an earlier download left, as far as it is without a gap. */
  async restore(): Promise<void> {
    const offsets = (await this.#shelf.names(this.#prefix)).map((name) => Number(name.slice(this.#prefix.length)));
    for (const offset of offsets.sort((a, b) => a - b)) {
      if (offset !== this.#received) break;
      const piece = await this.#shelf.read(this.#prefix + offset);
      if (piece === null || offset + piece.bytes.length > this.#bytes.length) break;
      this.#bytes.set(piece.bytes, offset);
      this.#received += piece.bytes.length;
    }
    this.#written = this.#received;
  }

  /** @returns False when the chunk does not fit into the file: it is longer than was promised. */
  async append(chunk: Uint8Array): Promise<boolean> {
    if (this.#received + chunk.length > this.#bytes.length) return false;
    this.#bytes.set(chunk, this.#received);
    this.#received += chunk.length;
    if (this.#received - this.#written >= PIECE) await this.flush();
    return true;
  }

  /** Writes what is not on the shelf yet. */
  async flush(): Promise<void> {
    if (!this.#keeps || this.#received === this.#written) return;
    const piece = this.#bytes.slice(this.#written, this.#received);
    try {
      await this.#shelf.write(this.#prefix + this.#written, piece);
      this.#written = this.#received;
    } catch (error) {
      this.#keeps = false;
      // A beginning that will not be gone on from only takes room.
      await this.#remove();
      this.#onTrouble(error);
    }
  }

  /** Back to the beginning, with nothing on the shelf. */
  async discard(): Promise<void> {
    await this.#remove();
    this.#received = 0;
    this.#written = 0;
  }

  async #remove(): Promise<void> {
    try {
      for (const name of await this.#shelf.names(this.#prefix)) await this.#shelf.remove(name);
    } catch {
      // A shelf that refuses even that has failed before, and was reported.
    }
  }
}
