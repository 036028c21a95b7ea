import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ROOT } from "../../../scripts/lib/stamp.mjs";

const run = promisify(execFile);
const bench = (...parameters: string[]) => run(process.execPath, ["scripts/bench.mjs", ...parameters], { cwd: ROOT });

test("npm run bench checks and times arms, prints tables and writes the figures", { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-"));
  try {
    const file = path.join(folder, "deep/figures.json");
    const arms = "fallback-wasm,ort-wasm";
    const { stdout } = await bench("--quick", "--size", "8", "--arms", arms, "--json", file);
    expect(stdout).toMatch(/\| Mealshift's fallback, wasm \| \d+\.\d, \d+\.\d \| [\d.]+ \([\d.]+ to [\d.]+\) \| 1 \|/);
    const report: unknown = JSON.parse(await readFile(file, "utf8"));
    expect(report).toMatchObject({
      format: "mealshift-bench",
      command: `npm run bench -- --quick --size 8 --arms ${arms} --json ${file}`,
      model: { id: "lens", family: "stargan" },
      groups: [{ kind: "wasm", size: 8, arms: [{ id: "fallback-wasm" }, { id: "ort-wasm" }] }],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("what does not exist is said in a sentence", { timeout: 60_000 }, async () => {
  await expect(bench("--size", "big")).rejects.toMatchObject({ code: 2, stderr: /--size takes a whole number/ });
  await expect(bench("--arms", "nosuch")).rejects.toMatchObject({ code: 1, stderr: /^There is no arm nosuch\./m });
});
