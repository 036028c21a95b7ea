import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { runBench, wantsGpu } from "../bench";
import { FULL, QUICK } from "../effort";
import { markdownOf } from "../report/markdown";
import { tablesOf } from "../report/tables";
import { nodePlace } from "./place";

/** Arguments of `npm run bench`, as scripts/bench.mjs has read them. */
export interface BenchArguments {
  readonly root: string;
  readonly command: string;
  readonly model?: string | undefined;
  readonly size?: number | undefined;
  readonly arms?: readonly string[] | undefined;
  readonly quick: boolean;
  readonly json?: string | undefined;
}

/** Measures, prints the tables and writes the JSON. */
export async function benchInNode({ root, command, model, size, arms, quick, json }: BenchArguments): Promise<void> {
  const place = await nodePlace(root);
  const report = await runBench(place, {
    command,
    model,
    size,
    arms,
    effort: quick ? QUICK : FULL,
    onProgress: (what) => console.error(what),
  });
  if (wantsGpu({ arms }) && !report.groups.some(({ kind }) => kind === "webgpu")) {
    console.log("There is no WebGPU adapter here, so nothing ran on a GPU.\n");
  }
  console.log(markdownOf(tablesOf(report)));
  if (json === undefined) return;
  await mkdir(dirname(json), { recursive: true });
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`Written: ${json}`);
}
