import type { KeptFiles } from "../pwa/store/kept-files";
import { openRuntimeFiles } from "../pwa/store/open";
import type { RuntimeFile } from "./manifest";

/** The WebAssembly of this version of the app, served to pages and their workers from what is kept by its hash. */
export class RuntimeFiles {
  readonly #files: ReadonlyMap<string, RuntimeFile>;
  readonly #opening: Promise<KeptFiles | null>;
  /** Set when the browser keeps no more: what is missing is then left to the network. */
  #refused = false;

  /** @param root Folder of the site. */
  constructor(root: URL, files: readonly RuntimeFile[]) {
    this.#files = new Map(files.map((file) => [new URL(file.url, root).href, file]));
    this.#opening = openRuntimeFiles(root, () => {
      this.#refused = true;
    });
  }

  serves(address: string): boolean {
    return this.#files.has(address);
  }

  /**
   * Fetches what is not kept yet, one after another.
   *
   * @throws {ModelUnavailableError | ModelIntegrityError} if the server does not give it.
   */
  async keepAll(): Promise<void> {
    const kept = await this.#opening;
    for (const [url, file] of this.#files) {
      if (kept === null || this.#refused) return;
      if (!(await kept.has(file))) await kept.get(url, { ...file, path: file.url }, {});
    }
  }

  /** Whether all of it is there. */
  async isComplete(): Promise<boolean> {
    const kept = await this.#opening;
    if (kept === null) return false;
    const found = await Promise.all([...this.#files.values()].map((file) => kept.has(file)));
    return !found.includes(false);
  }

  /** The kept file, checked; else what the network says, and then it is kept. */
  async respond(request: Request, event: ExtendableEvent): Promise<Response> {
    const file = this.#files.get(request.url);
    const kept = await this.#opening;
    const bytes = file === undefined ? null : ((await kept?.kept({ ...file, path: file.url })) ?? null);
    if (bytes !== null) return new Response(bytes, { headers: WASM_HEADERS });
    // A page that downloads it holds the file's lock; this waits for that, after the answer.
    event.waitUntil(this.keepAll().catch(() => undefined));
    return fetch(request);
  }

  /** Removes what other versions of the app left. */
  async sweep(): Promise<void> {
    const named = new Set([...this.#files.values()].map(({ sha256 }) => sha256));
    await (await this.#opening)?.sweep((sha256) => named.has(sha256), 0);
  }
}

const WASM_HEADERS = { "content-type": "application/wasm", "cross-origin-resource-policy": "same-origin" };
