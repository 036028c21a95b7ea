import { parentPort, workerData } from "node:worker_threads";

import { loadBackend } from "../backend/load";
import { createTrainer } from "../recipes";
import { RunDirectory } from "../run/directory";
import { trainLoop } from "../run/loop";
import type { WorkerReport, WorkerTask } from "./messages";
import { SharedTeam } from "./shared-team";
import { follow, leadingTrainer } from "./team-trainer";

// Made by the module that starts this one.
const task = workerData as WorkerTask;
const report = (message: WorkerReport): void => parentPort?.postMessage(message);

const first = task.index === 0;
const backend = await loadBackend(task.backend);
const team = new SharedTeam(task.memory, task.index, task.count);
const trainer = await createTrainer(task.recipe, {
  data: task.data,
  cache: task.cache,
  base: task.base,
  log: (text) => {
    if (first) report({ report: "line", text });
  },
  team,
});
const { run } = await RunDirectory.open(task.run);
report({ report: "ready", backend: backend.label });

if (first) {
  const stop = new AbortController();
  parentPort?.once("message", () => stop.abort());
  const progress = (state: { step: number; steps: number; imagesPerSecond: number; stats: Record<string, number> }) =>
    report({ report: "progress", progress: state });
  const result = await trainLoop(run, leadingTrainer(trainer, team), task.recipe.loop, progress, stop.signal);
  team.end();
  report({ report: "done", ...result });
  // Nothing more is heard: an open port would keep the thread.
  parentPort?.unref();
} else {
  const checkpoint = await run.loadCheckpoint();
  if (checkpoint) await trainer.restore(checkpoint.tensors);
  follow(trainer, team);
}
