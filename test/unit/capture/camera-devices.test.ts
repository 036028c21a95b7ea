import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CameraInfo, listCameras, waitForCamera, watchCameras } from "../../../src/capture/camera-devices";
import { camera, FakeRegistry, info } from "./fakes";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("listCameras", () => {
  it("lists cameras alone, in order", async () => {
    const registry = new FakeRegistry("a", "b");
    registry.devices = [...registry.devices, Object.assign(camera("m"), { kind: "audioinput" as const })];
    await expect(listCameras(registry)).resolves.toEqual([info("a"), info("b")]);
  });

  it.each([
    ["camera2 0, facing back", "environment"],
    ["Surface Camera Rear", "environment"],
    ["camera2 1, facing front", "user"],
    ["Feedback Cam", null],
  ])("reads the facing out of the label %j", async (label, facing) => {
    const registry = new FakeRegistry();
    registry.devices = [camera("a", label)];
    expect((await listCameras(registry))[0]?.facing).toBe(facing);
  });

  it("believes the device's capabilities", async () => {
    const registry = new FakeRegistry();
    const device = Object.assign(camera("a"), { getCapabilities: () => ({ facingMode: ["user"] }) });
    registry.devices = [device];
    expect((await listCameras(registry))[0]?.facing).toBe("user");
  });
});

describe("watchCameras", () => {
  it("reports a burst of events once, with the last list, and nothing after its end", async () => {
    const registry = new FakeRegistry("a");
    const seen: (readonly CameraInfo[])[] = [];
    const unwatch = watchCameras((cameras) => seen.push(cameras), registry);
    registry.plug();
    registry.plug("a", "b");
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen).toEqual([[info("a"), info("b")]]);
    unwatch();
    registry.plug("a");
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen).toHaveLength(1);
  });
});

describe("waitForCamera", () => {
  it("resolves at once with a camera that is there", async () => {
    const { signal } = new AbortController();
    await expect(waitForCamera({ signal }, new FakeRegistry("a"))).resolves.toEqual(info("a"));
  });

  it("waits for the camera of the given id", async () => {
    const registry = new FakeRegistry("a");
    const found = vi.fn<(camera: CameraInfo) => void>();
    const waiting = waitForCamera({ deviceId: "b", signal: new AbortController().signal }, registry).then(found);
    registry.plug("a", "c");
    await vi.advanceTimersByTimeAsync(1000);
    expect(found).not.toHaveBeenCalled();
    registry.plug("a", "b");
    await vi.advanceTimersByTimeAsync(1000);
    await waiting;
    expect(found).toHaveBeenCalledExactlyOnceWith(info("b"));
  });

  it("rejects with the reason of its signal", async () => {
    const abort = new AbortController();
    const waiting = waitForCamera({ signal: abort.signal }, new FakeRegistry());
    abort.abort(new Error("the page closed"));
    await expect(waiting).rejects.toThrow("the page closed");
    await expect(waitForCamera({ signal: abort.signal }, new FakeRegistry("a"))).rejects.toThrow("the page closed");
  });
});
