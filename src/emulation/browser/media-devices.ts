import type { DeviceProfile } from "./profiles";
import type { RoomCamera } from "./room-camera";

/**
 * `getUserMedia` of the emulated device: its own camera, never the one of the machine that emulates it. While a session
 * holds the camera it fails, as Chrome on Android does.
 */
export function installMediaDevices(
  camera: RoomCamera,
  { camera: { label, width, height } }: DeviceProfile,
  taken: () => boolean,
): void {
  const { mediaDevices } = navigator;
  if (mediaDevices === undefined) return;
  const listed = { kind: "videoinput", deviceId: label, groupId: "mealshift-room", label } as const;
  const info = { ...listed, toJSON: () => listed, getCapabilities: () => ({ facingMode: ["environment"] }) };

  define(mediaDevices, "enumerateDevices", () => Promise.resolve([info]));
  define(mediaDevices, "getUserMedia", async (constraints: MediaStreamConstraints = {}): Promise<MediaStream> => {
    const { video } = constraints;
    if (video === undefined || video === false) {
      throw new DOMException("The emulated device has a camera and no microphone.", "NotFoundError");
    }
    if (taken()) throw new DOMException("Could not start video source", "NotReadableError");
    if (video !== true && !fits(video, label, width, height)) {
      throw new OverconstrainedError("deviceId", "The emulated device has one camera, which faces away from people.");
    }
    return camera.stream();
  });
}

function fits(wish: MediaTrackConstraints, label: string, width: number, height: number): boolean {
  return (
    allows(wish.deviceId, label) &&
    allows(wish.facingMode, "environment") &&
    atLeast(wish.width) <= width &&
    atLeast(wish.height) <= height
  );
}

function allows(constraint: ConstrainDOMString | undefined, value: string): boolean {
  if (constraint === undefined || typeof constraint === "string" || Array.isArray(constraint)) return true;
  const { exact } = constraint;
  return exact === undefined || (typeof exact === "string" ? exact === value : exact.includes(value));
}

function atLeast(constraint: ConstrainULong | undefined): number {
  return typeof constraint === "object" ? (constraint.exact ?? constraint.min ?? 0) : 0;
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}
