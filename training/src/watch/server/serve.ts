import { once } from "node:events";
import { createServer, type Server } from "node:http";

import type { JobStatus } from "../contract";
import { WatchError } from "../errors";
import { findRuns } from "./find-runs";
import { Live } from "./live";
import { pageRoutes } from "./page-routes";
import { type Route, route, sendJson } from "./router";
import { runRoutes } from "./run-routes";
import { RunWatcher } from "./run-watcher";

export interface WatchOptions {
  /** Run directories, or folders that hold some. */
  readonly folders: readonly string[];
  /** Where to listen; this machine alone by default. */
  readonly host?: string | undefined;
  /** Without one the first that is free from 5180 on. */
  readonly port?: number | undefined;
  /** The jobs of a queue: with it the page has a table of them, and `/jobs` the same as JSON. */
  readonly jobs?: (() => Promise<readonly JobStatus[]>) | undefined;
}

export interface WatchServer {
  /** `http://HOST:PORT/`. */
  readonly address: string;
  close(): Promise<void>;
}

const FIRST_PORT = 5180;
const PORTS = 20;

/**
 * Serves the page about runs. It only reads: nothing in a run directory is changed, and no other file can be had.
 * @throws WatchError if there is no run in the folders yet, or the port is taken.
 */
export async function serveWatch(options: WatchOptions): Promise<WatchServer> {
  const { folders, jobs, host = "localhost" } = options;
  if ((await findRuns(folders)).length === 0 && !jobs) {
    throw new WatchError(`there is no run in ${folders.join(", ")}: name a run directory, or a folder that holds some`);
  }
  const watcher = new RunWatcher(folders);
  await watcher.look();
  const live = new Live({
    runs: async () => {
      await watcher.look();
      return watcher.summaries;
    },
    ...(jobs ? { jobs } : {}),
  });
  const routes: Route[] = [
    ...(await pageRoutes()),
    ...runRoutes(watcher),
    live.route,
    ...(jobs
      ? [{ path: "/jobs", answer: async ({ response }) => sendJson(response, await jobs()) } satisfies Route]
      : []),
  ];
  const server = createServer((request, response) => void route(routes, request, response));
  const port = await listen(server, host, options.port);
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${port}/`,
    async close() {
      live.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** @returns The port that it got. */
async function listen(server: Server, host: string, asked: number | undefined): Promise<number> {
  const ports = asked === undefined ? Array.from({ length: PORTS }, (_, i) => FIRST_PORT + i) : [asked];
  for (const port of ports) {
    const failure = await tryPort(server, host, port);
    const address = server.address();
    if (failure === null) return typeof address === "object" && address ? address.port : port;
    if (failure.code !== "EADDRINUSE") throw new WatchError(`${host}:${port} cannot be used: ${failure.message}`);
  }
  const taken = asked ?? `each from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1}`;
  throw new WatchError(`${host}: port ${taken} is taken: name another with --port, or 0 for any`);
}

function tryPort(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error);
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve(null);
    });
  });
}
