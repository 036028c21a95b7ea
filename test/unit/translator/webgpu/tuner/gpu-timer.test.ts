import { beforeAll, describe, expect, test } from "vitest";
import { GpuTimer, type Marks } from "../../../../../src/translator/webgpu/tuner/gpu-timer";
import { countedDevice } from "../counted-device";
import { requestDevice } from "../engine/device";

let real: GPUDevice;
beforeAll(async () => {
  real = await requestDevice();
});

/** Work that takes some milliseconds on a processor, in so many passes. */
async function work(device: GPUDevice) {
  const code = `
    @group(0) @binding(0) var<storage, read_write> sum: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      var value = f32(id.x);
      for (var i = 0; i < 20000; i++) { value = fma(value, 0.999, 1.0); }
      sum[id.x] = value;
    }`;
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const buffer = device.createBuffer({ size: 256, usage: GPUBufferUsage.STORAGE });
  const layout = pipeline.getBindGroupLayout(0);
  const bindings = device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer } }] });
  return (passes: number, dispatches: number) => (encoder: GPUCommandEncoder, marks: Marks) => {
    for (let index = 0; index < passes; index++) {
      const timestampWrites = marks(index, passes);
      const pass = encoder.beginComputePass(timestampWrites === undefined ? {} : { timestampWrites });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      for (let dispatch = 0; dispatch < dispatches; dispatch++) pass.dispatchWorkgroups(1);
      pass.end();
    }
  };
}

/** The least of five times in ms: what else the machine does can only make a time longer. */
async function quickest(timer: GpuTimer, recorded: (encoder: GPUCommandEncoder, marks: Marks) => void) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) least = Math.min(least, await timer.time(recorded));
  return least;
}

describe.each([
  { clock: "timestamps", has: true },
  { clock: "the end of the submission", has: false },
])("by $clock", ({ has }) => {
  test("more work takes longer, in one pass and in many, and measuring leaves nothing behind", async ({ skip }) => {
    if (has) skip(!real.features.has("timestamp-query"), "this driver has no timestamps");
    const { device, counts } = countedDevice(real);
    const features = has ? real.features : new Set<string>();
    const timed = new Proxy(device, {
      get: (target, name) => (name === "features" ? features : Reflect.get(target, name, target)),
    });
    const record = await work(timed);
    const timer = new GpuTimer(timed);
    await timer.time(record(1, 1));
    const before = { ...counts };
    const one = await quickest(timer, record(1, 2));
    expect(one).toBeGreaterThan(0);
    expect(await quickest(timer, record(1, 80))).toBeGreaterThan(4 * one);
    expect(await quickest(timer, record(40, 2))).toBeGreaterThan(4 * one);
    expect(counts).toEqual(before);
    timer.dispose();
  });
});
