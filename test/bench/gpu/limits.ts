import { median } from "../measure/statistics";
import peakF16 from "./peak-f16.wgsl?raw";
import peakF32 from "./peak-f32.wgsl?raw";
import peakInt8 from "./peak-int8.wgsl?raw";

/** What an adapter can do at best, as small programs measured it here. */
export interface AdapterLimits {
  /** Bytes read and written a second by a copy between buffers. */
  readonly copyBytes: number;
  /** Multiply-accumulates a second; null where the adapter lacks the arithmetic. */
  readonly f32: number | null;
  readonly f16: number | null;
  readonly int8: number | null;
}

/** A kernel for each arithmetic, and the multiply-accumulates that a round of a thread makes. */
const PEAKS = {
  f32: { code: peakF32, macs: 16 },
  f16: { code: peakF16, macs: 16 },
  int8: { code: peakInt8, macs: 64 },
} as const;

const WORKGROUP = 256;
/** Workgroups side by side in the smallest dispatch. */
const COLUMNS = 16;
const ROUNDS = 256;
const REPEATS = 5;
/** A measurement should take this long, ms. */
const LONG_ENOUGH = 20;

/** @param copySize Bytes of the buffers that are copied: more than the adapter's caches hold. */
export async function measureLimits(
  device: GPUDevice,
  languageFeatures: ReadonlySet<string>,
  copySize: number,
): Promise<AdapterLimits> {
  return {
    copyBytes: await copyBandwidth(device, copySize),
    f32: await peak(device, "f32"),
    f16: device.features.has("shader-f16") ? await peak(device, "f16") : null,
    int8: languageFeatures.has("packed_4x8_integer_dot_product") ? await peak(device, "int8") : null,
  };
}

async function copyBandwidth(device: GPUDevice, bytes: number): Promise<number> {
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [device.createBuffer({ size: bytes, usage }), device.createBuffer({ size: bytes, usage })];
  try {
    const perSecond = await ratePerSecond(device, (encoder, times) => {
      for (let i = 0; i < times; i++) encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
    });
    return 2 * bytes * perSecond;
  } finally {
    from.destroy();
    to.destroy();
  }
}

async function peak(device: GPUDevice, arithmetic: keyof typeof PEAKS): Promise<number> {
  const { code, macs } = PEAKS[arithmetic];
  const pipeline = await device.createComputePipelineAsync({
    layout: "auto",
    compute: {
      module: device.createShaderModule({ label: `peak-${arithmetic}.wgsl`, code }),
      constants: { rounds: ROUNDS },
    },
  });
  const sums = device.createBuffer({ size: WORKGROUP * Float32Array.BYTES_PER_ELEMENT, usage: GPUBufferUsage.STORAGE });
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: sums } }],
  });
  try {
    const perSecond = await ratePerSecond(device, (encoder, times) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(COLUMNS, times);
      pass.end();
    });
    return perSecond * COLUMNS * WORKGROUP * ROUNDS * macs;
  } finally {
    sums.destroy();
  }
}

/**
 * How often a second something can be done: as many times in one submit as take long enough, the fastest of a few.
 * @param record Records it a number of times.
 */
async function ratePerSecond(
  device: GPUDevice,
  record: (encoder: GPUCommandEncoder, times: number) => void,
): Promise<number> {
  const seconds = async (times: number): Promise<number> => {
    const encoder = device.createCommandEncoder();
    record(encoder, times);
    const commands = encoder.finish();
    const started = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - started) / 1000;
  };
  await seconds(1);
  let times = 1;
  while (times < 2 ** 15 && (await seconds(times)) * 1000 < LONG_ENOUGH) times *= 2;
  const rates: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) rates.push(times / (await seconds(times)));
  return median(rates);
}
