import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { RunDirectory } from "../../src/run/directory";
import { type JobStatus, serveWatch, type WatchOptions, type WatchServer } from "../../src/watch";
import { texture } from "../pictures";

let root = "";
let servers: WatchServer[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-watch-"));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function serve(options: Partial<WatchOptions> = {}): Promise<string> {
  const server = await serveWatch({ folders: [root], port: 0, ...options });
  servers.push(server);
  return server.address.replace(/\/$/, "");
}

async function makeRun(path: string, steps = 100): Promise<RunDirectory> {
  const config = { recipe: "dcgan", loop: { steps, batch: 8, logEvery: 5 }, recipeDirectory: "." };
  return RunDirectory.create(join(root, path), config);
}

const summaries = v.array(v.looseObject({ id: v.string(), state: v.string(), step: v.number(), lines: v.number() }));

async function json(address: string): Promise<unknown> {
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  return answer.json();
}
const runsOf = async (address: string): Promise<v.InferOutput<typeof summaries>> =>
  v.parse(summaries, await json(`${address}/api/runs`));

describe("what is told of runs", () => {
  it("is how far they are, how fast, and whether they go on", async () => {
    const run = await makeRun("young");
    const address = await serve();
    expect(await runsOf(address)).toMatchObject([{ id: "young", recipe: "dcgan", state: "waiting", step: 0 }]);

    await run.appendStats({ step: 20, imagesPerSecond: 16, loss: 1 });
    // 80 steps of 8 pictures at 16 a second.
    expect(await runsOf(address)).toMatchObject([
      { state: "training", step: 20, steps: 100, secondsLeft: 40, lines: 1 },
    ]);

    // Whole seconds, which every file system keeps as they are.
    const longAgo = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
    await utimes(join(root, "young", "stats.jsonl"), longAgo, longAgo);
    expect(await runsOf(address)).toMatchObject([{ state: "stopped", updated: longAgo.getTime() }]);

    await run.appendStats({ step: 100, imagesPerSecond: 16, loss: 1 });
    expect(await runsOf(address)).toMatchObject([{ state: "finished", secondsLeft: null }]);
  });

  it("finds runs below folders, new ones too, each under a name of its own", async () => {
    await makeRun("lens");
    const address = await serve();
    await makeRun("ablation/share-0.5");
    await makeRun("other/lens");
    await mkdir(join(root, "notes"));
    await writeFile(join(root, "notes", "config.json"), "not a run");
    const ids = (await runsOf(address)).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(["lens", "other/lens", "share-0.5"]);
    await json(`${address}/api/runs/other%2Flens/stats`);
  });

  it("has the figures from any line on, and waits for half-written ones", async () => {
    const run = await makeRun("run");
    const address = await serve();
    const stats = (query: string): Promise<unknown> => json(`${address}/api/runs/run/stats?${query}`);
    await run.appendStats({ step: 1, loss: 3 });
    const file = join(root, "run", "stats.jsonl");
    await appendFile(file, '{"step":2,"lo');
    await runsOf(address);
    expect(await stats("")).toEqual({ generation: 1, from: 0, lines: [{ step: 1, loss: 3 }] });
    await appendFile(file, 'ss":4}\nnonsense\n{"step":3,"loss":null,"note":"x"}\n');
    await runsOf(address);
    expect(await stats("generation=1&from=1")).toEqual({
      generation: 1,
      from: 1,
      lines: [{ step: 2, loss: 4 }, { step: 3 }],
    });

    // What takes the file's place is another generation, and comes from its first line.
    await rm(file);
    await writeFile(file, '{"step":1,"loss":9}\n');
    await runsOf(address);
    expect(await stats("generation=1&from=2")).toEqual({ generation: 2, from: 0, lines: [{ step: 1, loss: 9 }] });
  });

  it("comes by itself when something changes", async () => {
    const run = await makeRun("run");
    const address = await serve();
    const stop = new AbortController();
    const events = await fetch(`${address}/api/events`, { signal: stop.signal });
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const hear = async (wanted: RegExp): Promise<void> => {
      while (!wanted.test(heard)) heard += (await reader?.read())?.value ?? "";
    };
    await hear(/event: runs\ndata: .*"step":0/);
    await run.appendStats({ step: 7 });
    await hear(/event: runs\ndata: .*"step":7/);
    stop.abort();
  });
});

describe("files", () => {
  it("are sample grids, and nothing else", async () => {
    const run = await makeRun("run");
    await run.saveSample(5, await texture(1, 8, 8).png().toBuffer());
    await writeFile(join(root, "secret.png"), "secret");
    await symlink(join(root, "secret.png"), join(root, "run", "samples", "0000009.png"));
    await writeFile(join(root, "run", "samples", "notes.png"), "secret");
    const address = await serve({ folders: [join(root, "run")] });
    const found = await fetch(`${address}/api/runs/run/samples/5.png`);
    expect([found.status, found.headers.get("content-type")]).toEqual([200, "image/png"]);
    for (const path of [
      "run/samples/6.png",
      "run/samples/9.png",
      "run/samples/notes.png",
      "run/samples/..%2Fconfig.json",
      "run/samples/..%2F..%2Fsecret.png",
      "..%2Frun/samples/5.png",
      "run/checkpoint.safetensors",
      "%E0%A4%A/stats",
    ]) {
      const answer = await fetch(`${address}/api/runs/${path}`);
      expect({ path, status: answer.status, text: await answer.text() }).toEqual({
        path,
        status: 404,
        text: expect.not.stringContaining("secret\n"),
      });
    }
    expect((await fetch(`${address}/api/runs`, { method: "DELETE" })).status).toBe(405);
  });

  it("come with a policy that lets the page reach this server alone", async () => {
    await makeRun("run");
    const address = await serve();
    const page = await fetch(address);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    for (const file of ["main.js", "style.css"]) expect((await fetch(`${address}/${file}`)).status).toBe(200);
  });
});

describe("jobs", () => {
  it("are served where there is a queue, and are nowhere else", async () => {
    await makeRun("run");
    const jobs: JobStatus[] = [
      { id: "1", name: "embed 1 of 4", state: "active", progress: 0.5, worker: "here", message: null },
    ];
    const [without, withJobs] = [await serve(), await serve({ jobs: () => Promise.resolve(jobs) })];
    expect((await fetch(`${without}/jobs`)).status).toBe(404);
    expect(await json(`${withJobs}/jobs`)).toEqual(jobs);
  });

  it("that cannot be asked for do not take the runs with them", async () => {
    await makeRun("run");
    const address = await serve({ jobs: () => Promise.reject(new Error("no Redis")) });
    const failed = await fetch(`${address}/jobs`);
    expect([failed.status, await failed.text()]).toEqual([500, "no Redis\n"]);
    expect(await runsOf(address)).toHaveLength(1);
  });
});

describe("what cannot be watched", () => {
  it("is told by name", async () => {
    await expect(serve({ folders: [join(root, "nowhere")] })).rejects.toThrow(
      /there is no run in .*nowhere: name a run/,
    );
    await makeRun("run");
    const taken = Number(new URL(await serve()).port);
    await expect(serve({ port: taken })).rejects.toThrow(/is taken: name another with --port/);
    await expect(serve({ host: "203.0.113.1" })).rejects.toThrow(/203\.0\.113\.1:0 cannot be used/);
  });
});
