import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this machine has a Redis; `npm test` installs Debian's where it may. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A Redis of its own that keeps nothing on disk. */
export class RedisServer {
  readonly port: number;
  readonly url: string;
  readonly #directory: string;
  #process: ChildProcess;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#directory = directory;
    this.#process = this.#spawn();
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), "mealshift-redis-")));
    await server.#ready();
    return server;
  }

  /** Ends it as a power cut would, with all that it held. */
  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  async restart(): Promise<void> {
    this.#process = this.#spawn();
    await this.#ready();
  }

  #spawn(): ChildProcess {
    const options = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    return spawn("redis-server", [...options, "--dir", this.#directory], { stdio: ["ignore", "pipe", "inherit"] });
  }

  async #ready(): Promise<void> {
    for await (const text of this.#process.stdout ?? []) if (String(text).includes("Ready to accept")) break;
    this.#process.stdout?.resume();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
