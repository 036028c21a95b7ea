import type { Facing } from "./camera-request";

/** A camera to choose from. Browsers leave id and label empty until the page may use a camera. */
export interface CameraInfo {
  readonly deviceId: string;
  readonly label: string;
  /** Where it looks, as far as the browser says; null for a webcam. */
  readonly facing: Facing | null;
}

/** The part of `navigator.mediaDevices` that lists cameras. */
export type CameraRegistry = Pick<MediaDevices, "enumerateDevices" | "addEventListener" | "removeEventListener">;

/** One plug fires several `devicechange` events, and the list is complete only after the last. */
const SETTLE_MS = 250;

/** The cameras now connected, in the browser's order; none where the page has no camera API. */
export async function listCameras(
  registry: CameraRegistry | undefined = navigator.mediaDevices,
): Promise<readonly CameraInfo[]> {
  const devices = registry ? await registry.enumerateDevices() : [];
  return devices
    .filter((device) => device.kind === "videoinput")
    .map((device) => ({ deviceId: device.deviceId, label: device.label, facing: facingOf(device) }));
}

/** Calls `onChange` with the cameras whenever one is plugged in or out. Returns what ends the watch. */
export function watchCameras(
  onChange: (cameras: readonly CameraInfo[]) => void,
  registry: CameraRegistry | undefined = navigator.mediaDevices,
): () => void {
  if (!registry) return () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watching = true;
  const report = async () => {
    const cameras = await listCameras(registry);
    if (watching) onChange(cameras);
  };
  const onDeviceChange = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void report(), SETTLE_MS);
  };
  registry.addEventListener("devicechange", onDeviceChange);
  return () => {
    watching = false;
    clearTimeout(timer);
    registry.removeEventListener("devicechange", onDeviceChange);
  };
}

/**
 * Waits for a camera to come back after CameraLostError or CameraMissingError: resolves with the one of
 * `deviceId` if that is given, else with the first there is, at once if it is there already. Rejects with the
 * signal's reason when it is aborted.
 */
export function waitForCamera(
  options: { readonly deviceId?: string; readonly signal: AbortSignal },
  registry: CameraRegistry | undefined = navigator.mediaDevices,
): Promise<CameraInfo> {
  const { deviceId, signal } = options;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      unwatch();
      reject(signal.reason);
    };
    const look = (cameras: readonly CameraInfo[]) => {
      const camera = cameras.find((one) => !deviceId || one.deviceId === deviceId);
      if (!camera || signal.aborted) return;
      unwatch();
      signal.removeEventListener("abort", onAbort);
      resolve(camera);
    };
    const unwatch = watchCameras(look, registry);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else void listCameras(registry).then(look);
  });
}

function facingOf(device: MediaDeviceInfo): Facing | null {
  const modes = tellsCapabilities(device) ? device.getCapabilities().facingMode : undefined;
  if (modes?.includes("environment") || /\b(back|rear|environment)\b/i.test(device.label)) return "environment";
  if (modes?.includes("user") || /\b(front|user)\b/i.test(device.label)) return "user";
  return null;
}

/** Chrome's and Safari's devices; Firefox lists plain ones. */
function tellsCapabilities(device: MediaDeviceInfo): device is InputDeviceInfo {
  return "getCapabilities" in device;
}
