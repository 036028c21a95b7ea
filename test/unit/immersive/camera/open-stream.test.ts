import { describe, expect, test, vi } from "vitest";
import { openPassthroughStream } from "../../../../src/immersive/camera";

interface FakeCamera {
  readonly deviceId: string;
  readonly label: string;
  readonly facingMode?: string;
}

/** Cameras of a headset; the first is the one that is given to whoever names none. */
function headset(cameras: readonly FakeCamera[]) {
  const stopped: string[] = [];
  const streamOf = ({ deviceId, facingMode }: FakeCamera) => {
    const track = { getSettings: () => ({ deviceId, facingMode }), stop: () => stopped.push(deviceId) };
    return { deviceId, getVideoTracks: () => [track], getTracks: () => [track] };
  };
  const getUserMedia = vi.fn<(constraints: MediaStreamConstraints) => Promise<object>>(async ({ video }) => {
    const wanted = typeof video === "object" ? video.deviceId : undefined;
    const id = typeof wanted === "object" && "exact" in wanted ? wanted.exact : undefined;
    const camera = cameras.find(({ deviceId }) => deviceId === id) ?? cameras[0];
    if (camera === undefined) throw new DOMException("none", "NotFoundError");
    return streamOf(camera);
  });
  const devices = {
    getUserMedia,
    enumerateDevices: async () => cameras.map((camera) => ({ ...camera, kind: "videoinput" })),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  return { devices: devices as unknown as MediaDevices, stopped, asked: getUserMedia };
}

const idOf = (stream: MediaStream): unknown => Reflect.get(stream, "deviceId");

describe("the camera that looks where the person looks", () => {
  test("is kept when it is the first that is given", async () => {
    const { devices, stopped, asked } = headset([{ deviceId: "a", label: "camera2 1, facing back" }]);
    expect(idOf(await openPassthroughStream(devices))).toBe("a");
    expect([stopped, asked.mock.calls.length]).toEqual([[], 1]);
  });

  test("takes the place of one that looks at the person", async () => {
    const cameras = [
      { deviceId: "avatar", label: "camera 0, facing front" },
      { deviceId: "left", label: "camera 1, facing back" },
    ];
    const { devices, stopped } = headset(cameras);
    expect(idOf(await openPassthroughStream(devices))).toBe("left");
    expect(stopped).toEqual(["avatar"]);
  });

  test("is what there is where nothing better is known", async () => {
    const { devices } = headset([{ deviceId: "web", label: "Camera", facingMode: "user" }]);
    expect(idOf(await openPassthroughStream(devices))).toBe("web");
  });

  test("is missed by name", async () => {
    await expect(openPassthroughStream(headset([]).devices)).rejects.toMatchObject({ name: "CameraMissingError" });
  });
});
