/** Timestamps for the pass `index` of `count`: the first one's begin and the last one's end. Undefined where there are none. */
export type Marks = (index: number, count: number) => GPUComputePassTimestampWrites | undefined;

/** Two times of 8 bytes. */
const BYTES = 16;
const NANOSECONDS = 1e6;

/** Measures how long the GPU takes for what is recorded. One measurement at a time. */
export class GpuTimer {
  readonly #device: GPUDevice;
  readonly #clock: QueryClock | null;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#clock = device.features.has("timestamp-query") ? createClock(device) : null;
  }

  /**
   * @param record Records the work and gives its passes their marks.
   * @returns Milliseconds: between the two marks where the device has timestamps (browsers round them to 0.1 ms), else from
   *   the submission to its end.
   */
  async time(record: (encoder: GPUCommandEncoder, marks: Marks) => void): Promise<number> {
    const clock = this.#clock;
    const { queue } = this.#device;
    const encoder = this.#device.createCommandEncoder({ label: "measurement" });
    record(encoder, (index, count) => (clock === null ? undefined : marksOf(clock.times, index, count)));
    if (clock !== null) {
      encoder.resolveQuerySet(clock.times, 0, 2, clock.resolved, 0);
      encoder.copyBufferToBuffer(clock.resolved, 0, clock.read, 0, BYTES);
    }
    const commands = encoder.finish();
    // What was submitted before is not part of it.
    await queue.onSubmittedWorkDone();
    const startedAt = performance.now();
    queue.submit([commands]);
    await queue.onSubmittedWorkDone();
    const outside = performance.now() - startedAt;
    if (clock === null) return outside;
    await clock.read.mapAsync(GPUMapMode.READ);
    const [begin = 0n, end = 0n] = new BigUint64Array(clock.read.getMappedRange());
    clock.read.unmap();
    // Some drivers reset their counter, or leave it at 0.
    return end > begin ? Number(end - begin) / NANOSECONDS : outside;
  }

  dispose(): void {
    this.#clock?.times.destroy();
    this.#clock?.resolved.destroy();
    this.#clock?.read.destroy();
  }
}

interface QueryClock {
  readonly times: GPUQuerySet;
  readonly resolved: GPUBuffer;
  readonly read: GPUBuffer;
}

function createClock(device: GPUDevice): QueryClock {
  return {
    times: device.createQuerySet({ type: "timestamp", count: 2 }),
    resolved: device.createBuffer({ size: BYTES, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC }),
    read: device.createBuffer({ size: BYTES, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ }),
  };
}

function marksOf(querySet: GPUQuerySet, index: number, count: number): GPUComputePassTimestampWrites | undefined {
  if (count === 1) return { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
  if (index === 0) return { querySet, beginningOfPassWriteIndex: 0 };
  return index === count - 1 ? { querySet, endOfPassWriteIndex: 1 } : undefined;
}
