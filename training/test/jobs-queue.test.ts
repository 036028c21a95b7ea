import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { Queue, QueueEvents } from "bullmq";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { EdgeOptions } from "../src/curation/edge-drawing";
import { drawEdges } from "../src/curation/edges";
import { importPictures } from "../src/curation/import";
import { Manifest } from "../src/curation/manifest";
import { readStatus } from "../src/jobs/board";
import { connect, PREFIX } from "../src/jobs/redis/connection";
import { QueueStatus } from "../src/jobs/redis/status";
import { hasRedis, RedisServer } from "./redis";
import { texture } from "./pictures";

if (!hasRedis) console.warn("Tests of the queue are skipped: there is no redis-server (apt-get install redis-server).");

// Half a minute on an idle machine, many times that beside others.
const SLOW = 600_000;
const LOCK_SECONDS = 4;
const options: EdgeOptions = { size: 48, smoothing: 1, strong: 0.04, weak: 0.4, shortest: 8, layout: "pairs" };

/** A worker in a process of its own, and what it says. */
interface WorkerProcess {
  readonly process: ChildProcess;
  readonly said: string[];
}

async function startWorker(url: string, shared: string): Promise<WorkerProcess> {
  const flags = ["--queue", url, "--shared", shared, "--concurrency", "1", "--lock-seconds", `${LOCK_SECONDS}`];
  const child = spawn(process.execPath, ["training/bin/mealshift.js", "worker", "--kinds", "edges", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  child.stdout.on("data", (text: Buffer) => said.push(...text.toString().trimEnd().split("\n")));
  while (!said.some((line) => line.includes(" does edges "))) {
    await Promise.race([
      once(child.stdout, "data"),
      once(child, "exit").then(() => Promise.reject(new Error(said.join()))),
    ]);
  }
  return { process: child, said };
}

/** Every file of a set with its content; lines of the manifest sorted, for jobs end in any order. */
async function contentOf(set: string): Promise<Map<string, string>> {
  const entries = await readdir(set, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = new Map<string, string>();
  for (const file of files.toSorted()) {
    const bytes = await readFile(file);
    const name = basename(file);
    if (name === "status.json") continue;
    const content =
      name === "manifest.jsonl" ? bytes.toString().split("\n").toSorted().join("\n") : bytes.toString("hex");
    contents.set(file.slice(set.length + 1), content);
  }
  return contents;
}

describe.skipIf(!hasRedis)("jobs on a queue", () => {
  let root = "";
  let redis: RedisServer;
  const workers: WorkerProcess[] = [];
  const draw = (set: string, size: number, told: string[] = []) =>
    Manifest.use(join(root, set), {}, (manifest) =>
      drawEdges(manifest, { ...options, size }, { queue: redis.url, shared: root, tell: (text) => told.push(text) }),
    );
  const listen = (): QueueEvents => {
    const connection = { host: "127.0.0.1", port: redis.port };
    const events = new QueueEvents("edges", { connection, prefix: PREFIX });
    // Redis goes away on purpose.
    events.on("error", () => undefined);
    return events;
  };
  /** The first job that a worker begins from now on, and the worker. */
  const begun = (events: QueueEvents) =>
    new Promise<{ readonly id: string; readonly worker: WorkerProcess }>((resolve) => {
      events.on("progress", ({ jobId: id, data }) => {
        const worker = workers.find(({ process: { pid } }) => JSON.stringify(data).includes(`:${pid}"`));
        if (worker) resolve({ id, worker });
      });
    });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "mealshift-queue-"));
    redis = await RedisServer.start();
    await mkdir(join(root, "in", "a"), { recursive: true });
    for (let i = 0; i < 360; i++) {
      await texture(i, 64, 48)
        .jpeg()
        .toFile(join(root, "in", "a", `${i}.jpg`));
    }
    await Manifest.use(join(root, "local"), { create: true }, (manifest) =>
      importPictures(manifest, join(root, "in"), { maxSide: 256, minSide: 16 }, () => undefined),
    );
    await cp(join(root, "local"), join(root, "queued"), { recursive: true });
    workers.push(...(await Promise.all([1, 2, 3].map(() => startWorker(redis.url, root)))));
  }, SLOW);
  afterAll(async () => {
    for (const { process: child } of workers) child.kill("SIGKILL");
    await redis.stop();
    await rm(root, { recursive: true, force: true });
  });

  it(
    "give what the local run gives, each done once, though a worker is killed in the middle of one",
    async () => {
      const events = listen();
      const [completed, stalled]: [string[], string[]] = [[], []];
      events.on("completed", ({ jobId }) => completed.push(jobId));
      events.on("stalled", ({ jobId }) => stalled.push(jobId));
      await events.waitUntilReady();
      const killed = begun(events).then(async ({ id, worker }) => {
        worker.process.kill("SIGKILL");
        await once(worker.process, "exit");
        return { id, wasDone: await isThere(join(root, "queued", "jobs", `${id}.json`)) };
      });
      expect(await draw("queued", options.size)).toEqual({ made: 360, known: 0, passedOver: 0 });
      const { id, wasDone } = await killed;
      expect(wasDone).toBe(false);
      expect(stalled).toContain(id);
      // Blocks of 64 pictures.
      expect(new Set(completed).size).toBe(6);
      expect(completed.length).toBe(6);
      await events.close();

      await Manifest.use(join(root, "local"), {}, (manifest) => drawEdges(manifest, options));
      const [there, here] = await Promise.all([contentOf(join(root, "queued")), contentOf(join(root, "local"))]);
      expect([...there.keys()]).toEqual([...here.keys()]);
      const different = [...here].filter(([file, content]) => there.get(file) !== content);
      expect(different.map(([file]) => file)).toEqual([]);
    },
    SLOW,
  );

  it(
    "are handed back by a worker that is asked to stop, and sent again to a Redis that lost them",
    async () => {
      const events = listen();
      await events.waitUntilReady();
      const stopped = begun(events).then(async ({ worker }) => {
        worker.process.kill("SIGTERM");
        const [code]: unknown[] = await once(worker.process, "exit");
        await redis.stop();
        await redis.restart();
        return { code, said: worker.said.join("\n") };
      });
      const told: string[] = [];
      expect(await draw("queued", 40, told)).toEqual({ made: 360, known: 0, passedOver: 0 });
      const { code, said } = await stopped;
      expect(code).toBe(0);
      expect(said).toMatch(/SIGTERM: what is under way is finished or handed back[^]*stopped/);
      expect(told.join("\n")).toMatch(/is away[^]*is back[^]*Redis has forgotten \d+ jobs/);
      await events.close();
    },
    SLOW,
  );

  it(
    "are refused by name where the worker has another file, once, and all others are done",
    async () => {
      await writeFile(join(root, "queued", "pictures", "a", "7.jpg"), "another");
      await expect(draw("queued", 36)).rejects.toThrow(
        /^1 of 6 jobs failed[^]*a\/7\.jpg \(shared:queued\/pictures\/a\/7\.jpg\) is not the file/,
      );
      const connection = { host: "127.0.0.1", port: redis.port };
      const queue = new Queue("edges", { connection, prefix: PREFIX });
      const failed = await queue.getFailed();
      expect(failed.map(({ attemptsMade }) => attemptsMade)).toEqual([1]);
      await queue.close();

      // What watch shows: the queue's own word, and what the command left in the set.
      const status = await QueueStatus.open(redis.url, () => undefined);
      const lines = [await status.read(), await readStatus(join(root, "queued", "jobs"))];
      await status.close();
      for (const shown of lines) {
        const bad = shown.filter(({ state }) => state === "failed");
        expect(bad).toMatchObject([
          { kind: "edges", error: expect.stringContaining("7.jpg"), worker: expect.any(String) },
        ]);
        expect(shown.filter(({ state }) => state === "done").length).toBeGreaterThanOrEqual(5);
      }
      const kept = await readdir(join(root, "queued", "edges", "pairs", "a"));
      expect(kept.length).toBe(360);
    },
    SLOW,
  );

  it("need a Redis that lets them in, and keeps them", async () => {
    const told: string[] = [];
    const admin = await connect(redis.url, (text) => told.push(text));
    expect(told).toEqual([]);
    await admin.config("SET", "maxmemory-policy", "allkeys-lru");
    (await connect(redis.url, (text) => told.push(text))).disconnect();
    expect(told.join()).toMatch(/set maxmemory-policy noeviction/);
    await admin.config("SET", "requirepass", "secret");
    await expect(connect(redis.url, () => undefined)).rejects.toThrow(/does not let us in/);
    await admin.config("SET", "requirepass", "");
    admin.disconnect();
    await expect(connect("http://localhost", () => undefined)).rejects.toThrow(/the address of a Redis is wanted/);
  });
});

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
