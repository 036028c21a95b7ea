import { DeviceLostError } from "../errors";

/** Knows when a device is lost, and lets nobody wait for it for ever: promises of a lost device may stay pending. */
export class DeviceWatch {
  readonly #waiting = new Set<(error: DeviceLostError) => void>();
  #lost: DeviceLostError | null = null;

  constructor(device: { readonly lost: Promise<Pick<GPUDeviceLostInfo, "message">> }) {
    void device.lost.then(({ message }) => {
      this.#lost = new DeviceLostError(`The GPU device was lost: ${message || "no reason given"}. Request another.`);
      for (const end of this.#waiting) end(this.#lost);
      this.#waiting.clear();
    });
  }

  /** @throws {DeviceLostError} if the device is gone. */
  check(): void {
    if (this.#lost !== null) throw this.#lost;
  }

  /** What `work` gives. @throws {DeviceLostError} as soon as the device is lost. */
  async unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) {
        // Whatever becomes of it, nobody waits for it.
        work.catch(() => {});
        reject(this.#lost);
        return;
      }
      this.#waiting.add(reject);
      work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }
}
