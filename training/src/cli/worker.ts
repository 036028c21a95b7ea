import { availableParallelism } from "node:os";

import { type Command, InvalidArgumentError, Option } from "commander";

import type { BackendOptions } from "../backend/load";
import { kindNames } from "../jobs/kinds";
import { Places } from "../jobs/places";
import { fromOne } from "./job-options";
import { reporter } from "./report";
import { dataDirectory } from "./train";

interface WorkerFlags extends BackendOptions {
  readonly queue: string;
  readonly shared: string;
  readonly kinds: readonly string[];
  readonly concurrency: number;
  readonly lockSeconds: number;
}

/** @param backendOptions of what this machine computes with. */
export function addWorkerCommand(program: Command, backendOptions: readonly Option[]): void {
  const command = program
    .command("worker")
    .description("do jobs from a queue until it is told to stop (Ctrl-C, SIGTERM), however many machines there are")
    .requiredOption("--queue <url>", "Redis, such as redis://host:6379")
    .requiredOption("--shared <folder>", "folder that all machines share")
    .addOption(new Option("--kinds <names...>", "kinds of jobs to do").choices(kindNames).default(kindNames))
    .option(
      "--concurrency <count>",
      "jobs at a time; those that take the whole machine are done alone",
      fromOne,
      cores(),
    )
    .option("--lock-seconds <count>", "without a sign of life for so long, it counts as dead", seconds, 30);
  for (const option of backendOptions) command.addOption(option);
  command.action((flags: WorkerFlags) => work(flags));
}

async function work({ queue, shared, kinds, concurrency, lockSeconds, ...backend }: WorkerFlags): Promise<void> {
  const { line: tell } = reporter(false);
  // Redis's libraries are read only where there is a queue.
  const { QueueWorker } = await import("../jobs/redis/worker");
  const places = new Places({ data: dataDirectory(), shared, everywhere: true });
  const worker = await QueueWorker.start({
    url: queue,
    places,
    kinds,
    threads: concurrency,
    backend,
    lockSeconds,
    tell,
  });
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) {
      tell(`${signal} again: ended at once; what was under way begins anew elsewhere`);
      process.exit(1);
    }
    stopping = true;
    tell(`${signal}: what is under way is finished or handed back`);
    void worker.stop().then(() => tell("stopped"));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

const cores = (): number => availableParallelism();

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 3600)) throw new InvalidArgumentError("1 to 3600 seconds are wanted.");
  return value;
}
