import { type CameraRegistry, watchCameras } from "./camera-devices";
import { CameraLostError } from "./errors";

/** The part of a camera's track that tells how it is. */
export type WatchedTrack = Pick<
  MediaStreamTrack,
  "readyState" | "muted" | "label" | "getSettings" | "addEventListener" | "removeEventListener"
>;

/** Phones mute a camera for a moment when a call rings or another page opens; longer than this it is lost. */
const MUTE_GRACE_MS = 2000;

/**
 * Calls `onLost` once when the camera behind `track` goes away: the track ends, stays muted while the page is
 * visible, or its device leaves the list (some drivers do not end the track). Returns what ends the watch.
 */
export function watchTrack(
  track: WatchedTrack,
  onLost: (error: CameraLostError) => void,
  registry: CameraRegistry | undefined = navigator.mediaDevices,
  page: Pick<Document, "hidden" | "addEventListener" | "removeEventListener"> = document,
): () => void {
  let muteTimer: ReturnType<typeof setTimeout> | undefined;
  const { deviceId } = track.getSettings();

  const onEnded = () => lose("it was unplugged, taken by another program, or its permission was withdrawn");
  const onMuteOrVisibility = () => {
    clearTimeout(muteTimer);
    // A hidden page's camera may be muted by the system; it is judged when the page is shown again.
    if (track.muted && !page.hidden) muteTimer = setTimeout(() => lose("it sends no pictures any more"), MUTE_GRACE_MS);
  };
  const unwatchDevices = watchCameras((cameras) => {
    // Without permission all ids are empty, which says nothing of this one.
    const telling = cameras.every((camera) => camera.deviceId !== "");
    if (deviceId && telling && cameras.every((camera) => camera.deviceId !== deviceId)) lose("it was unplugged");
  }, registry);

  const end = () => {
    clearTimeout(muteTimer);
    unwatchDevices();
    track.removeEventListener("ended", onEnded);
    track.removeEventListener("mute", onMuteOrVisibility);
    track.removeEventListener("unmute", onMuteOrVisibility);
    page.removeEventListener("visibilitychange", onMuteOrVisibility);
  };
  const lose = (why: string) => {
    end();
    onLost(new CameraLostError(`The camera "${track.label}" was lost: ${why}. Connect it again or choose another.`));
  };

  track.addEventListener("ended", onEnded);
  track.addEventListener("mute", onMuteOrVisibility);
  track.addEventListener("unmute", onMuteOrVisibility);
  page.addEventListener("visibilitychange", onMuteOrVisibility);
  if (track.readyState === "ended") onEnded();
  else onMuteOrVisibility();
  return end;
}
