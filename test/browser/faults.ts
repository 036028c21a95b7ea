import type { Page } from "playwright-core";

/** What a test can do to the machine beneath the page. */
interface Faults {
  /** Pulls the camera's plug, or puts it back. */
  unplugCamera(): void;
  plugCamera(): void;
  /** Ends every worker whose name is given, without a word to the page, as a crash does. */
  killWorkers(name: string): number;
  /** From now on nothing can be stored, or again. */
  setDiskFull(full: boolean): void;
  /** Destroys the newest GPU device. */
  loseDevice(): void;
}

declare global {
  var faults: Faults;
}

/** Puts the switches into a page before its first script. */
export async function installFaults(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const media = navigator.mediaDevices;
    const getUserMedia = media.getUserMedia.bind(media);
    const enumerateDevices = media.enumerateDevices.bind(media);
    const tracks = new Set<MediaStreamTrack>();
    let plugged = true;
    media.getUserMedia = async (constraints) => {
      if (!plugged) throw new DOMException("Requested device not found", "NotFoundError");
      const stream = await getUserMedia(constraints);
      for (const track of stream.getTracks()) tracks.add(track);
      return stream;
    };
    media.enumerateDevices = async () => (plugged ? enumerateDevices() : []);

    const workers: { readonly name: string; readonly worker: Worker }[] = [];
    const RealWorker = globalThis.Worker;
    globalThis.Worker = class extends RealWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push({ name: options?.name ?? "", worker: this });
      }
    };

    let full = false;
    const refuse = () => {
      if (full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
    const setItem = Reflect.get(Storage.prototype, "setItem");
    Storage.prototype.setItem = function set(key, value) {
      refuse();
      setItem.call(this, key, value);
    };
    const put = Reflect.get(IDBObjectStore.prototype, "put");
    IDBObjectStore.prototype.put = function add(...values) {
      refuse();
      return put.apply(this, values);
    };

    let device: GPUDevice | null = null;
    if ("gpu" in navigator) {
      const { gpu } = navigator;
      const requestAdapter = gpu.requestAdapter.bind(gpu);
      gpu.requestAdapter = async (wanted) => {
        const adapter = await requestAdapter(wanted);
        const requestDevice = adapter?.requestDevice.bind(adapter);
        if (adapter === null || requestDevice === undefined) return null;
        adapter.requestDevice = async (given) => (device = await requestDevice(given));
        return adapter;
      };
    }

    globalThis.faults = {
      unplugCamera() {
        plugged = false;
        for (const track of tracks) {
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }
        tracks.clear();
        media.dispatchEvent(new Event("devicechange"));
      },
      plugCamera() {
        plugged = true;
        media.dispatchEvent(new Event("devicechange"));
      },
      killWorkers(name) {
        const doomed = workers.filter((each) => each.name === name);
        for (const { worker } of doomed) worker.terminate();
        return doomed.length;
      },
      setDiskFull(value) {
        full = value;
      },
      loseDevice: () => device?.destroy(),
    };
  });
}
