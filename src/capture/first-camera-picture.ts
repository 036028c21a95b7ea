import { CameraBusyError } from "./errors";
import { firstPicture } from "./inline-video";

const limitMs = 15_000;

/**
 * Settles with the first picture of a camera that was opened, or when `signal` aborts.
 * @throws CameraBusyError when none comes: another program has the camera.
 */
export async function firstCameraPicture(
  video: HTMLVideoElement,
  track: Pick<MediaStreamTrack, "label">,
  signal: AbortSignal,
): Promise<void> {
  try {
    await firstPicture(video, signal, limitMs);
  } catch (cause) {
    throw new CameraBusyError(
      `The camera "${track.label}" was opened but sends no picture. Close other programs that use it and try again.`,
      { cause },
    );
  }
}
