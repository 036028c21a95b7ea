import { cpus } from "node:os";

/** Why a test of speed is skipped. */
export const BUSY = "other programs keep this machine busy, so its times say nothing";

/** Share of idle processor time from which on times say something of the lens. */
export const QUIET = 0.8;

/** The share of all cores' time, in [0, 1], that nobody used in a second. */
export async function idleShare(): Promise<number> {
  const before = processorTimes();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = processorTimes();
  return (after.idle - before.idle) / Math.max(after.all - before.all, 1);
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((core) => core.times);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((time) => Object.values(time))) };
}
