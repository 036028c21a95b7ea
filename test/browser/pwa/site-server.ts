import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { contentTypeOf, siteHeaders } from "../../../scripts/headers.mjs";

/** One answer: what was asked for, and how many bytes went out. */
export interface Served {
  readonly path: string;
  readonly range: string | null;
  sent: number;
}

/**
 * A static web server of the test's own, which can be stopped and started again on its port, be given another folder as
 * a deploy does, and stop in the middle of a file. It gives parts of files, as most servers do, and counts bytes.
 */
export class SiteServer {
  readonly served: Served[] = [];
  /** Where a file with this in its path stops coming, with the connection left open; cleared by the test. */
  stall: { readonly match: string; readonly after: number } | null = null;
  folder: string;
  #server: Server | null = null;
  #port = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "localhost", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
    this.#port = address.port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  /** Answers for files whose path has this in it. */
  of(match: string): readonly Served[] {
    return this.served.filter((answer) => answer.path.includes(match));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", this.origin);
    const file = path.join(this.folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    const stats = statSync(file, { throwIfNoEntry: false });
    const served: Served = { path: pathname, range: request.headers.range ?? null, sent: 0 };
    this.served.push(served);
    for (const [name, value] of Object.entries(siteHeaders())) response.setHeader(name, value);
    if (stats === undefined || !stats.isFile() || request.method !== "GET") {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${stats.size}-${stats.mtimeMs}"`;
    response.setHeader("ETag", etag);
    response.setHeader("Cache-Control", pathname.startsWith("/assets/") ? "max-age=31536000, immutable" : "no-cache");
    response.setHeader(
      "Content-Type",
      contentTypeOf(pathname) ?? TYPES[path.extname(file)] ?? "application/octet-stream",
    );
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(served.range ?? "")?.[1] ?? 0);
    response.setHeader("Content-Length", stats.size - from);
    if (from > 0) response.setHeader("Content-Range", `bytes ${from}-${stats.size - 1}/${stats.size}`);
    response.writeHead(from > 0 ? 206 : 200);
    this.#send(file, from, served, response);
  }

  #send(file: string, from: number, served: Served, response: ServerResponse): void {
    const { stall } = this;
    const until = stall !== null && served.path.includes(stall.match) ? stall.after : Number.POSITIVE_INFINITY;
    const stream = createReadStream(file, { start: from, ...(Number.isFinite(until) && { end: until - 1 }) });
    stream.on("data", (chunk) => {
      served.sent += chunk.length;
    });
    stream.pipe(response, { end: !Number.isFinite(until) });
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
};
