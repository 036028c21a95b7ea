import { OutOfMemoryError } from "../../errors";
import { planArena } from "./plan/arena";
import { lifetimesOf } from "./plan/lifetimes";
import type { Lowered } from "./plan/lower";
import type { Storage } from "./types";

/** All buffers of an engine. */
export class Memory {
  readonly #device: GPUDevice;
  readonly #buffers: GPUBuffer[] = [];
  readonly #values = new Map<string, GPUBuffer>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Makes the buffers of all values, shared by those that are not needed at the same time. */
  placeValues(lowered: Lowered, batch: number, storage: Storage): void {
    const { buffers, placed } = planArena(lifetimesOf(lowered, batch, storage));
    const made = buffers.map((bytes, index) =>
      this.create(`values ${index}`, bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST),
    );
    for (const [memory, index] of placed) {
      const buffer = made[index];
      if (buffer !== undefined) this.#values.set(memory, buffer);
    }
  }

  value(memory: string): GPUBuffer {
    const buffer = this.#values.get(memory);
    if (buffer === undefined) throw new RangeError(`The value ${memory} has no buffer.`);
    return buffer;
  }

  create(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const most = Math.min(this.#device.limits.maxStorageBufferBindingSize, this.#device.limits.maxBufferSize);
    if (bytes > most)
      throw new OutOfMemoryError(
        `The engine needs ${bytes} bytes for ${label}, the device allows ${most}. Use a smaller size.`,
      );
    const buffer = this.#device.createBuffer({
      label: `engine: ${label}`,
      size: Math.max(16, Math.ceil(bytes / 4) * 4),
      usage,
    });
    this.#buffers.push(buffer);
    return buffer;
  }

  /** A buffer with contents. */
  createFilled(label: string, contents: ArrayBuffer, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.create(label, contents.byteLength, usage | GPUBufferUsage.COPY_DST);
    const rest = contents.byteLength % 4;
    const whole =
      rest === 0 ? contents : new Uint8Array([...new Uint8Array(contents), ...Array<number>(4 - rest).fill(0)]).buffer;
    this.#device.queue.writeBuffer(buffer, 0, whole);
    return buffer;
  }

  /** Bytes of all buffers. */
  get bytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}
