import { expect, test } from "vitest";

import type { Frame } from "../../../../src/capture/types";
import { seededRandom, tinyWeights } from "../../../../src/translator/selftest/tiny";
import { Engine } from "../../../../src/translator/webgpu";
import { FrameRunner } from "../../../../src/translator/webgpu/frame-runner";
import { FrameUpload } from "../../../../src/translator/webgpu/passes/frame-upload";
import { countedDevice } from "./counted-device";
import { requestDevice } from "./engine/device";
import { smallGraph } from "./small-graph";

test("ten thousand frames, moving and changing their dish, make nothing that stays", async () => {
  const { device, counts } = countedDevice(await requestDevice());
  const errors: string[] = [];
  device.addEventListener("uncapturederror", ({ error }) => errors.push(error.message));
  const size = 8;
  const graph = smallGraph(size);
  const engine = await Engine.create(
    device,
    { graph, weights: tinyWeights(graph, seededRandom(1)) },
    { arithmetic: "f32" },
  );
  const upload = new FrameUpload(device);
  const runner = await FrameRunner.create({ device, software: true }, upload, engine, size);
  const picture = {} as ImageBitmap;
  let sequence = 0;
  const run = async (frames: number) => {
    for (let turn = 0; turn < frames; turn++) {
      sequence += 1;
      const frame: Frame = { picture, width: 64, height: 48, timestamp: sequence, sequence };
      const roi = { cx: 32 + Math.sin(sequence) * 30, cy: 24, size: 24 };
      const blend = (1 + Math.cos(sequence / 50)) / 2;
      const textures = [0, 1].map(() => runner.submit(frame, roi, Float32Array.of(blend, 1 - blend)));
      for (const texture of textures) runner.release(texture);
      if (turn % 100 === 0) await device.queue.onSubmittedWorkDone();
    }
    await device.queue.onSubmittedWorkDone();
  };

  await run(50);
  const before = { ...counts };
  await run(5000);
  expect(counts).toEqual(before);
  expect(errors).toEqual([]);

  runner.dispose();
  upload.dispose();
  expect(counts).toMatchObject({ buffers: 0, textures: 0 });
}, 120_000);
