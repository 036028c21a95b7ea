import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import * as v from "valibot";

import { type Job, jobId } from "./job";

const time = v.pipe(v.string(), v.isoTimestamp());
const count = v.number();
const lineSchema = v.strictObject({
  id: v.string(),
  kind: v.string(),
  label: v.string(),
  state: v.picklist(["waiting", "active", "done", "failed"]),
  /** Part of it that is done, 0 to 1. */
  progress: v.number(),
  worker: v.exactOptional(v.string()),
  started: v.exactOptional(time),
  error: v.exactOptional(v.string()),
});
/** What is known of a job, for people. */
export type JobLine = Readonly<v.InferOutput<typeof lineSchema>>;

const statusSchema = v.strictObject({
  updated: time,
  /** How many jobs there are in each state. */
  counts: v.strictObject({ waiting: count, active: count, done: count, failed: count }),
  /** Those that failed, those under way, and the next and the last few. */
  jobs: v.array(lineSchema),
});
type JobsStatus = v.InferOutput<typeof statusSchema>;

/** Of a step, or of each of its shards. */
const STATUS_FILE = /^status.*\.json$/u;
const SHOWN = 50;
const WRITE_MS = 1000;

/** How far a step's jobs are: in memory, and in a file for whoever watches. */
export class JobBoard {
  readonly #lines: Map<string, JobLine>;
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param file `status.json` in the folder of the jobs' results. */
  constructor(jobs: readonly Job[], file: string) {
    this.#file = file;
    this.#lines = new Map(
      jobs.map((job) => {
        const id = jobId(job);
        return [id, { id, kind: job.kind, label: job.label, state: "waiting", progress: 0 }];
      }),
    );
  }

  set(job: Job, change: Partial<Omit<JobLine, "id" | "kind" | "label">>): void {
    const id = jobId(job);
    const line = this.#lines.get(id);
    if (line) this.#lines.set(id, { ...line, ...change });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#write();
    }, WRITE_MS);
  }

  get status(): JobsStatus {
    return summarise([...this.#lines.values()]);
  }

  /** Writes what is known last. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#write();
    await this.#writing;
  }

  #write(): void {
    const path = this.#file;
    const text = `${JSON.stringify(this.status)}\n`;
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.partial`, text);
        await rename(`${path}.partial`, path);
      })
      // What watches the work must not end it: a full disk shows where results are written.
      .catch(() => undefined);
  }
}

/** The lines that are worth showing, however many jobs there are. */
function summarise(lines: readonly JobLine[]): JobsStatus {
  const of = (state: JobLine["state"]): readonly JobLine[] => lines.filter((line) => line.state === state);
  const [waiting, active, done, failed] = [of("waiting"), of("active"), of("done"), of("failed")];
  return {
    updated: new Date().toISOString(),
    counts: { waiting: waiting.length, active: active.length, done: done.length, failed: failed.length },
    jobs: [...failed, ...active, ...waiting.slice(0, SHOWN), ...done.slice(-SHOWN)],
  };
}

/** The jobs of the steps that write their results to a folder; none where there are none. */
export async function readStatus(directory: string): Promise<readonly JobLine[]> {
  const names = await readdir(directory).catch((): string[] => []);
  const files = names.filter((name) => STATUS_FILE.test(name));
  const schema = v.pipe(v.string(), v.parseJson(), statusSchema);
  const found = files.map(async (name) => {
    const parsed = v.safeParse(schema, await readFile(join(directory, name), "utf8").catch(() => ""));
    return parsed.success ? parsed.output.jobs : [];
  });
  return (await Promise.all(found)).flat();
}
