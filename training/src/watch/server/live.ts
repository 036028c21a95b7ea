import type { ServerResponse } from "node:http";

import type { WatchEvents } from "../contract";
import type { Route } from "./router";

/** What an event tells: asked for while somebody listens, and sent when it is other than before. */
export type LiveSources = {
  readonly [Name in keyof WatchEvents]?: () => Promise<WatchEvents[Name]>;
};

const LOOK_MS = 1000;
const HEARTBEAT_MS = 15_000;

/** Server-sent events at `/api/events`: whoever connects gets everything once, then what changes. */
export class Live {
  readonly #sources: LiveSources;
  readonly #listeners = new Set<ServerResponse>();
  readonly #last = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;
  #sentAt = 0;

  constructor(sources: LiveSources) {
    this.#sources = sources;
  }

  readonly route: Route = {
    path: "/api/events",
    answer: ({ request, response }) => {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      // A page that lost the server comes back soon.
      response.write("retry: 2000\n\n");
      for (const [name, data] of this.#last) response.write(eventText(name, data));
      this.#listeners.add(response);
      request.once("close", () => this.#listeners.delete(response));
      this.#timer ??= setTimeout(() => void this.#look(), 0);
    },
  };

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  async #look(): Promise<void> {
    for (const [name, source] of Object.entries(this.#sources)) {
      // A source that fails now is asked again; its page keeps what it knows.
      const data = await source().then(JSON.stringify, () => this.#last.get(name) ?? "[]");
      if (this.#last.get(name) === data) continue;
      this.#last.set(name, data);
      this.#send(eventText(name, data));
    }
    if (Date.now() - this.#sentAt > HEARTBEAT_MS) this.#send(": still here\n\n");
    this.#timer = this.#listeners.size > 0 ? setTimeout(() => void this.#look(), LOOK_MS) : null;
  }

  #send(text: string): void {
    this.#sentAt = Date.now();
    for (const listener of this.#listeners) listener.write(text);
  }
}

function eventText(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
