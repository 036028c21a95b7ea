import * as Comlink from "comlink";

import { OrtWasmArm } from "../arms/ort-wasm";
import type { FrameTimes } from "../measure/frames";
import type { Task } from "../task";
import { ORT_THREAD_NAME } from "./ort-thread-name";

let arm: OrtWasmArm | null = null;

const thread = {
  async open(task: Task, threads: number): Promise<void> {
    arm = new OrtWasmArm(threads);
    await arm.open(task);
  },
  run: (pixels: Float32Array): Promise<Float32Array> => opened().run(pixels),
  time: (frames: number): Promise<FrameTimes> => opened().time(frames),
};
export type OrtThread = typeof thread;

function opened(): OrtWasmArm {
  if (arm === null) throw new Error("The arm was not opened.");
  return arm;
}

// onnxruntime's own threads load this file, too, for its chunk imports from it.
if (self.name === ORT_THREAD_NAME) Comlink.expose(thread);
