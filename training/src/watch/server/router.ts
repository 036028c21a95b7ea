import type { IncomingMessage, ServerResponse } from "node:http";

/** A request that a route answers. */
export interface Asked {
  /** What stands in the place of `:NAME` in the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An address of the server; panels bring their own. */
export interface Route {
  /** Such as `/api/runs/:id/stats`. */
  readonly path: string;
  readonly answer: (asked: Asked) => Promise<void> | void;
}

// The page takes nothing from anywhere else, and nobody else shows it in a frame.
const SECURITY = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Answers a request by the first route with its path. */
export async function route(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY)) response.setHeader(name, value);
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    sendText(response, 405, "only GET is answered here");
    return;
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  for (const { path, answer } of routes) {
    const params = match(path, url.pathname);
    if (!params) continue;
    try {
      await answer({ params, query: url.searchParams, request, response });
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendText(response, 500, error instanceof Error ? error.message : String(error));
    }
    return;
  }
  sendText(response, 404, `there is nothing at ${url.pathname}`);
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader("cache-control", "no-store");
  send(response, 200, "application/json", JSON.stringify(value));
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, "text/plain; charset=utf-8", `${text}\n`);
}

export function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}

/** @returns The path's parameters, or null if it is another path, or has an escape that means nothing. */
function match(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return null;
      continue;
    }
    try {
      params[part.slice(1)] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return params;
}
