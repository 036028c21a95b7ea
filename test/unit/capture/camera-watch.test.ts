import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchTrack } from "../../../src/capture/camera-watch";
import { camera, FakeRegistry } from "./fakes";

class FakeTrack extends EventTarget {
  readonly label = "Lens cam";
  readyState: MediaStreamTrackState = "live";
  muted = false;
  getSettings(): MediaTrackSettings {
    return { deviceId: "a" };
  }
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

function watched(track = new FakeTrack()) {
  const registry = new FakeRegistry("a", "b");
  const page = Object.assign(new EventTarget(), { hidden: false });
  const onLost = vi.fn<(error: Error) => void>();
  const unwatch = watchTrack(track, onLost, registry, page);
  return { track, registry, page, onLost, unwatch };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("watchTrack", () => {
  it("reports an ended track once, by the camera's name", async () => {
    const { track, registry, onLost } = watched();
    track.dispatchEvent(new Event("ended"));
    track.dispatchEvent(new Event("ended"));
    registry.plug("b");
    await vi.advanceTimersByTimeAsync(5000);
    expect(onLost).toHaveBeenCalledOnce();
    expect(onLost.mock.calls[0]?.[0]).toMatchObject({ name: "CameraLostError" });
    expect(onLost.mock.calls[0]?.[0].message).toContain("Lens cam");
  });

  it("reports a track that had ended before it was watched", () => {
    const track = new FakeTrack();
    track.readyState = "ended";
    expect(watched(track).onLost).toHaveBeenCalledOnce();
  });

  it("forgives a short mute and reports a long one", async () => {
    const { track, onLost } = watched();
    track.setMuted(true);
    await vi.advanceTimersByTimeAsync(1500);
    track.setMuted(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(onLost).not.toHaveBeenCalled();
    track.setMuted(true);
    await vi.advanceTimersByTimeAsync(2500);
    expect(onLost).toHaveBeenCalledOnce();
  });

  it("judges a mute only while the page is visible", async () => {
    const { track, page, onLost } = watched();
    page.hidden = true;
    track.setMuted(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onLost).not.toHaveBeenCalled();
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(2500);
    expect(onLost).toHaveBeenCalledOnce();
  });

  it("reports a camera that left the list though its track lives on", async () => {
    const { registry, onLost } = watched();
    registry.plug("a");
    await vi.advanceTimersByTimeAsync(1000);
    expect(onLost).not.toHaveBeenCalled();
    registry.plug("b");
    await vi.advanceTimersByTimeAsync(1000);
    expect(onLost).toHaveBeenCalledOnce();
  });

  it("draws no conclusion from a list without ids", async () => {
    const { registry, onLost } = watched();
    registry.devices = [camera("", "")];
    registry.dispatchEvent(new Event("devicechange"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(onLost).not.toHaveBeenCalled();
  });

  it("is silent after its end", async () => {
    const { track, registry, onLost, unwatch } = watched();
    track.setMuted(true);
    unwatch();
    track.dispatchEvent(new Event("ended"));
    registry.plug("b");
    await vi.advanceTimersByTimeAsync(5000);
    expect(onLost).not.toHaveBeenCalled();
  });
});
