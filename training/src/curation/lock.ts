import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { CurationError } from "./errors";
import { hasCode } from "./files";

/**
 * Keeps other processes out of a set while a step writes its manifest. What a killed process left behind is cleared away.
 * @returns what gives the set free again.
 * @throws CurationError naming the process that works on it.
 */
export async function lockSet(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, "manifest.lock");
  for (;;) {
    try {
      await writeFile(path, `${process.pid} ${hostname()}`, { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
      const [pid = "", host = ""] = (await readFile(path, "utf8").catch(() => "")).split(" ");
      if (host !== hostname() || isRunning(Number(pid))) {
        throw new CurationError(
          `${directory} is being worked on by process ${pid} on ${host}: wait for it, or delete ${path} if it is gone`,
        );
      }
      await rm(path, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}
