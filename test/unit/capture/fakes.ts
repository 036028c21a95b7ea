import type { CameraInfo, CameraRegistry } from "../../../src/capture/camera-devices";
import type { ClockPage, ClockVideo } from "../../../src/capture/frame-clock";

/** The part of a browser object that a test needs, in the place of the whole. */
export function partOf<T>(part: Partial<T>): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fake is narrower than what it stands for
  return part as T;
}

/** A page whose display frames come when the test says so. */
export class FakePage extends EventTarget implements ClockPage {
  readonly document = Object.assign<EventTarget, { hidden: boolean }>(new EventTarget(), { hidden: false });
  time = 0;
  readonly #callbacks = new Map<number, (now: number) => void>();
  #handles = 0;

  get waiting(): number {
    return this.#callbacks.size;
  }

  requestAnimationFrame(callback: (now: number) => void): number {
    this.#callbacks.set(++this.#handles, callback);
    return this.#handles;
  }

  cancelAnimationFrame(handle: number): void {
    this.#callbacks.delete(handle);
  }

  now(): number {
    return this.time;
  }

  setHidden(hidden: boolean): void {
    this.document.hidden = hidden;
    this.document.dispatchEvent(new Event("visibilitychange"));
  }

  displayFrame(time: number): void {
    this.time = time;
    const due = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of due) callback(time);
  }
}

/** A video with requestVideoFrameCallback whose frames come when the test says so. */
export class FakeVideo implements ClockVideo {
  currentTime = 0;
  readyState = 4;
  readonly #callbacks = new Map<number, VideoFrameRequestCallback>();
  #handles = 0;

  get waiting(): number {
    return this.#callbacks.size;
  }

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this.#callbacks.set(++this.#handles, callback);
    return this.#handles;
  }

  cancelVideoFrameCallback(handle: number): void {
    this.#callbacks.delete(handle);
  }

  present(metadata: { presentationTime: number; captureTime?: number }): void {
    const due = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of due) {
      callback(metadata.presentationTime, {
        ...metadata,
        expectedDisplayTime: metadata.presentationTime,
        width: 4,
        height: 3,
        mediaTime: 0,
        presentedFrames: 1,
      });
    }
  }
}

/** A list of devices that can be plugged in and out. */
export class FakeRegistry extends EventTarget implements CameraRegistry {
  devices: readonly MediaDeviceInfo[];

  constructor(...ids: readonly string[]) {
    super();
    this.devices = ids.map((id) => camera(id));
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve([...this.devices]);
  }

  plug(...ids: readonly string[]): void {
    this.devices = ids.map((id) => camera(id));
    this.dispatchEvent(new Event("devicechange"));
  }
}

export function camera(deviceId: string, label = `Camera ${deviceId}`): MediaDeviceInfo {
  return { deviceId, label, groupId: "", kind: "videoinput", toJSON: () => ({}) };
}

export function info(deviceId: string): CameraInfo {
  return { deviceId, label: `Camera ${deviceId}`, facing: null };
}
