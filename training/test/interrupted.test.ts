import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { beforeAll, describe, expect, it } from "vitest";

import { RunDirectory, RunDirectoryError } from "../src/run/directory";
import { discData, DISC_SIZE, largestDifference, makeDiscs } from "./recipes/discs";

const STEPS = 120;
const PROGRAM = join(import.meta.dirname, "..", "bin", "mealshift.js");

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-interrupted-"));
  await makeDiscs(root);
});

/** Runs the program; `onStep` sees every step that it reports. @returns The signal that ended it, or null. */
async function mealshift(args: readonly string[], onStep: (step: number, kill: () => void) => void = () => {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args, "--backend", "wasm", "--json"], {
    cwd: root,
    env: { ...process.env, MEALSHIFT_DATA: root },
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const step = /^\{"step":(\d+)/.exec(line)?.[1];
    if (step !== undefined) onStep(Number(step), () => child.kill("SIGKILL"));
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  expect({ args, code: code ?? 0 }).toEqual({ args, code: 0 });
  return signal;
}

async function checkpointOf(path: string) {
  const checkpoint = await (await RunDirectory.open(path)).run.loadCheckpoint();
  if (!checkpoint) throw new Error(`${path} has no checkpoint`);
  return checkpoint;
}

describe("a run that is killed outright", () => {
  it("goes on from its last checkpoint to the weights of an unbroken one", async () => {
    const recipe = join(root, "recipe.json");
    await writeFile(
      recipe,
      JSON.stringify({
        recipe: "cyclegan",
        size: DISC_SIZE,
        architecture: { channels: 4, residualBlocks: 1 },
        discriminator: { channels: 4, layers: 1 },
        data: discData,
        poolSize: 4,
        loop: { steps: STEPS, batch: 1, logEvery: 1, checkpointSeconds: 1, sampleEvery: STEPS },
      }),
    );
    const [straight, broken] = [join(root, "straight"), join(root, "broken")];
    expect(await mealshift(["train", recipe, "--run", straight])).toBeNull();

    const saved = join(broken, "checkpoint.safetensors");
    let checking = false;
    const signal = await mealshift(["train", recipe, "--run", broken], (_, kill) => {
      // Some steps after its first checkpoint, so that it has something to lose.
      if (checking) return;
      checking = true;
      const check = (): Promise<void> =>
        stat(saved).then(
          () => void setTimeout(kill, 200),
          () => void setTimeout(() => void check(), 20),
        );
      void check();
    });
    expect(signal).toBe("SIGKILL");
    const { step } = await checkpointOf(broken);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(STEPS);

    expect(await mealshift(["resume", broken])).toBeNull();
    const [unbroken, resumed] = [await checkpointOf(straight), await checkpointOf(broken)];
    expect(resumed.step).toBe(STEPS);
    expect(largestDifference(unbroken.tensors, resumed.tensors)).toBeLessThan(1e-5);
  }, 240_000);
});

describe("a full disk", () => {
  it("leaves the last checkpoint whole, and says so", async () => {
    const path = join(root, "full");
    const run = await RunDirectory.create(path, {});
    const weights = (value: number) =>
      new Map([["a", { dtype: "F32" as const, shape: [1000], data: new Float32Array(1000).fill(value) }]]);
    await run.saveCheckpoint({ step: 1 }, weights(1));

    // A device on which every write fails for want of space.
    await symlink("/dev/full", join(path, "checkpoint.safetensors.partial"));
    const second = run.saveCheckpoint({ step: 2 }, weights(2));
    await expect(second).rejects.toThrow(RunDirectoryError);
    await expect(second).rejects.toThrow(/checkpoint\.safetensors cannot be written .*no space.*before is whole/i);
    expect(await readdir(path)).not.toContain("checkpoint.safetensors.partial");
    const { step, tensors } = await checkpointOf(path);
    expect(step).toBe(1);
    expect(tensors.get("a")?.data[999]).toBe(1);

    await run.saveCheckpoint({ step: 2 }, weights(2));
    expect((await checkpointOf(path)).step).toBe(2);
  });
});
