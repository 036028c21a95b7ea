import type { FramePicture } from "../capture/types";

/** Size in pixels; zero while there are none. */
export function pictureSize(picture: FramePicture): readonly [number, number] {
  if (picture instanceof HTMLVideoElement) {
    return picture.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? [0, 0] : [picture.videoWidth, picture.videoHeight];
  }
  if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
  return [picture.width, picture.height];
}
