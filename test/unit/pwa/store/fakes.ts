import { createHash } from "node:crypto";
import type { ModelFile } from "../../../../src/net/config";
import type { CacheLike } from "../../../../src/pwa/store/shelf";

export type Bytes = Uint8Array<ArrayBuffer>;

export const URL_OF_FILE = "https://lens.test/models/lens/model.safetensors";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Bytes that differ everywhere, and from one seed to another. */
export function madeBytes(length: number, seed = 1): Bytes {
  const bytes = new Uint8Array(length);
  let state = seed * 2_654_435_761;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export const fileOf = (bytes: Bytes): ModelFile => ({
  path: "model.safetensors",
  bytes: bytes.length,
  sha256: sha256(bytes),
});

/** A cache in memory. What is over its quota is refused as browsers do. */
export class FakeCache implements CacheLike {
  readonly entries = new Map<string, { bytes: Bytes; headers: [string, string][] }>();
  /** Every put, in order. */
  readonly puts: string[] = [];
  quota: number;

  constructor(quota = Number.POSITIVE_INFINITY) {
    this.quota = quota;
  }

  async match(request: RequestInfo | URL): Promise<Response | undefined> {
    const entry = this.entries.get(addressOf(request));
    return entry && new Response(entry.bytes.slice(), { headers: entry.headers });
  }

  async put(request: RequestInfo | URL, response: Response): Promise<void> {
    const bytes = new Uint8Array(await response.arrayBuffer());
    const address = addressOf(request);
    const others = [...this.entries].filter(([key]) => key !== address);
    const used = others.reduce((sum, [, entry]) => sum + entry.bytes.length, 0);
    if (used + bytes.length > this.quota) throw new DOMException("no room", "QuotaExceededError");
    this.puts.push(address);
    this.entries.set(address, { bytes, headers: [...response.headers] });
  }

  async delete(request: RequestInfo | URL): Promise<boolean> {
    return this.entries.delete(addressOf(request));
  }

  async keys(): Promise<Request[]> {
    return [...this.entries.keys()].map((address) => new Request(address));
  }
}

const addressOf = (request: RequestInfo | URL): string =>
  request instanceof Request ? request.url : request.toString();

/** One request as the server saw it. */
export interface SeenRequest {
  readonly range: string | null;
  readonly cache: RequestCache | undefined;
  /** Bytes that were sent before it broke or ended. */
  sent: number;
}

export interface FakeServerOptions {
  /** Bytes of a chunk. */
  readonly chunk?: number;
  readonly ranges?: boolean;
}

/** A server of one file, whose connections can be made to break. */
export class FakeServer {
  readonly requests: SeenRequest[] = [];
  /** Bytes after which each of the next connections breaks; then none does. */
  readonly breaks: number[] = [];
  bytes: Bytes;
  readonly #chunk: number;
  readonly #ranges: boolean;

  constructor(bytes: Bytes, { chunk = 100, ranges = true }: FakeServerOptions = {}) {
    this.bytes = bytes;
    this.#chunk = chunk;
    this.#ranges = ranges;
  }

  get sent(): number {
    return this.requests.reduce((sum, { sent }) => sum + sent, 0);
  }

  readonly fetch = async (_url: string, init: RequestInit): Promise<Response> => {
    const range = new Headers(init.headers).get("range");
    const seen: SeenRequest = { range, cache: init.cache, sent: 0 };
    this.requests.push(seen);
    const { bytes } = this;
    const from = this.#ranges && range !== null ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0;
    if (from >= bytes.length && from > 0) return new Response(null, { status: 416 });
    const until = this.breaks.shift() ?? Number.POSITIVE_INFINITY;
    const body = new ReadableStream<Bytes>(
      {
        pull: (controller) => {
          const at = from + seen.sent;
          if (seen.sent >= until) return controller.error(new TypeError("connection reset"));
          if (at >= bytes.length) return controller.close();
          const chunk = bytes.slice(at, Math.min(at + this.#chunk, from + until));
          seen.sent += chunk.length;
          controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    if (from === 0) return new Response(body);
    const headers = { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return new Response(body, { status: 206, headers });
  };
}

/** Locks as browsers give them: one holder of a name, the others in the order in which they asked. */
export class FakeLocks {
  readonly #tails = new Map<string, Promise<unknown>>();
  /** Names whose lock was granted, in order. */
  readonly granted: string[] = [];

  readonly request = async (...args: unknown[]): Promise<unknown> => {
    const [name, options] = args;
    const work = args.at(-1);
    const signal = typeof options === "object" && options !== null && "signal" in options ? options.signal : undefined;
    if (typeof name !== "string" || typeof work !== "function") throw new TypeError("request(name, options, work)");
    const before = this.#tails.get(name) ?? Promise.resolve();
    const mine = before.then(() => {
      this.granted.push(name);
      return work(null);
    });
    this.#tails.set(
      name,
      mine.catch(() => undefined),
    );
    if (!(signal instanceof AbortSignal)) return mine;
    return Promise.race([
      mine,
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    ]);
  };
}
