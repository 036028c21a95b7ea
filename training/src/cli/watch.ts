import { serveWatch } from "../watch";
import { reporter } from "./report";
import { watchedJobs } from "./watch-jobs";

export interface WatchCommandOptions {
  readonly host?: string;
  readonly port?: number;
  readonly queue?: string;
}

/** `mealshift watch`: a live page about runs and jobs, until it is interrupted. */
export async function watch(named: readonly string[], { queue, ...options }: WatchCommandOptions): Promise<void> {
  const folders = named.length > 0 ? named : ["runs"];
  const { line: tell } = reporter(false);
  const jobs = await watchedJobs(folders, queue, tell);
  const server = await serveWatch({ ...options, folders, jobs: jobs?.read });
  tell(`${server.address}  (Ctrl+C ends it)`);
  const close = async (): Promise<void> => {
    await server.close();
    await jobs?.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close());
}
