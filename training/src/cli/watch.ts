import { serveWatch } from "../watch";
import { reporter } from "./report";

export interface WatchCommandOptions {
  readonly host?: string;
  readonly port?: number;
}

/** `mealshift watch`: a live page about runs, until it is interrupted. */
export async function watch(folders: readonly string[], options: WatchCommandOptions): Promise<void> {
  const server = await serveWatch({ ...options, folders: folders.length > 0 ? folders : ["runs"] });
  reporter(false).line(`${server.address}  (Ctrl+C ends it)`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
}
