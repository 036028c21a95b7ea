import { spawnSync } from "node:child_process";
import { installPackage } from "./apt.mjs";

/** Installs Redis, for the tests of jobs on a queue, where it is missing and that needs no question. */
export function ensureRedis() {
  if (isThere() || installPackage("redis-server", "Redis") === true) return;
  console.error(
    "There is no redis-server: the tests of jobs on a queue are skipped (training/test/jobs-queue.test.ts).",
  );
}

function isThere() {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}
