import { readFile, realpath } from "node:fs/promises";
import { sep } from "node:path";

import { type Route, send, sendJson, sendText } from "./router";
import type { RunWatcher } from "./run-watcher";

/** `/api/runs`, and of each run its figures and its sample grids. */
export function runRoutes(watcher: RunWatcher): Route[] {
  return [
    {
      path: "/api/runs",
      answer: async ({ response }) => {
        await watcher.look();
        sendJson(response, watcher.summaries);
      },
    },
    {
      path: "/api/runs/:id/stats",
      answer: ({ params, query, response }) => {
        const run = watcher.run(params["id"] ?? "");
        if (!run) return sendText(response, 404, `there is no run ${params["id"]}`);
        sendJson(response, run.stats(Number(query.get("generation")), Number(query.get("from"))));
      },
    },
    {
      path: "/api/runs/:id/samples/:file",
      answer: async ({ params, response }) => {
        const run = watcher.run(params["id"] ?? "");
        const step = /^(\d+)\.png$/.exec(params["file"] ?? "")?.[1];
        const path = step === undefined ? null : run?.samplePath(Number(step));
        if (!run || !path || !(await isBelow(run.path, path))) {
          return sendText(response, 404, `there is no sample ${params["file"]} of ${params["id"]}`);
        }
        // A step's grid is the same whenever the run goes through it; another run has another address.
        response.setHeader("cache-control", "private, max-age=3600");
        send(response, 200, "image/png", await readFile(path));
      },
    },
  ];
}

/** Whether a file really is in the folder, wherever links on the way lead. */
async function isBelow(folder: string, path: string): Promise<boolean> {
  try {
    return (await realpath(path)).startsWith(`${await realpath(folder)}${sep}`);
  } catch {
    return false;
  }
}
