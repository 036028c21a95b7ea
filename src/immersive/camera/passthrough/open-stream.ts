import { type CameraGate, type CameraInfo, listCameras, requestCamera } from "../../../capture";

/** The part of `navigator.mediaDevices` that is needed. */
type Devices = CameraGate & Pick<MediaDevices, "enumerateDevices" | "addEventListener" | "removeEventListener">;

/**
 * Opens the camera that looks where the person looks: before the session, for many headsets refuse it inside. Some take
 * another one at first, as the one that shows an avatar's face, and tell their names only then: it is exchanged.
 *
 * @throws CameraDeniedError, CameraBusyError, CameraMissingError, CameraUnsupportedError
 */
export async function openPassthroughStream(
  devices: Devices | undefined = navigator.mediaDevices,
): Promise<MediaStream> {
  const stream = await requestCamera(devices, { facing: "environment" });
  const track = stream.getVideoTracks()[0];
  const better = track === undefined ? undefined : outwards(track, await listCameras(devices));
  if (better === undefined) return stream;
  // Two at a time are refused by some.
  for (const each of stream.getTracks()) each.stop();
  return requestCamera(devices, { deviceId: better.deviceId });
}

/** Another camera that looks outwards, where this one looks at the person. */
function outwards(track: MediaStreamTrack, cameras: readonly CameraInfo[]): CameraInfo | undefined {
  const { facingMode, deviceId } = track.getSettings();
  const own = cameras.find((camera) => camera.deviceId === deviceId);
  const inwards = facingMode === undefined || facingMode === "" ? own?.facing === "user" : facingMode === "user";
  return inwards ? cameras.find(({ facing }) => facing === "environment") : undefined;
}
