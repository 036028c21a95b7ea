import * as Comlink from "comlink";

import { openWasm } from "../../../src/translator/tfjs/backends";
import { FallbackArm } from "../arms/fallback";
import type { FrameTimes } from "../measure/frames";
import type { Task } from "../task";

let threads = 1;
let opened: Promise<string> | null = null;
const arm = new FallbackArm(async () => {
  opened ??= openWasm(threads);
  await opened;
});

const thread = {
  open(task: Task, wanted: number): Promise<void> {
    threads = wanted;
    return arm.open(task);
  },
  run: (pixels: Float32Array): Promise<Float32Array> => arm.run(pixels),
  reference: (pixels: Float32Array): Promise<Float32Array> => arm.reference(pixels),
  time: (frames: number): Promise<FrameTimes> => arm.time(frames),
};
export type FallbackThread = typeof thread;

Comlink.expose(thread);
