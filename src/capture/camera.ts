import { watchTrack } from "./camera-watch";
import { type CameraOptions, requestCamera } from "./camera-request";
import { CameraTorchError } from "./errors";
import { firstCameraPicture } from "./first-camera-picture";
import { startVideoClock } from "./frame-clock";
import { createInlineVideo, keepPlaying, releaseVideo } from "./inline-video";
import { takePhoto } from "./take-photo";
import type { Frame, FrameSource } from "./types";

/** Some drivers open a camera that another program has, and then send nothing. */

declare global {
  // Missing in the DOM's types: https://w3c.github.io/mediacapture-image/#mediatracksupportedconstraints-section
  interface MediaTrackCapabilities {
    torch?: boolean;
  }
  interface MediaTrackConstraintSet {
    torch?: boolean;
  }
}

/**
 * Frames of a camera, about 1280x720 (portrait on an upright phone), at most 30 a second. `picture` is one video
 * element for the life of the source.
 *
 * `start` rejects with CameraDeniedError, CameraBusyError, CameraMissingError or CameraUnsupportedError; a camera
 * that goes away later gives one CameraLostError to `onError`, after which the source is stopped. A source that
 * is stopped while it starts resolves without a frame.
 */
export class CameraSource implements FrameSource {
  readonly kind = "camera";
  readonly #options: CameraOptions;
  readonly #stopped = new AbortController();
  #track: MediaStreamTrack | null = null;
  #torch = false;

  constructor(options: CameraOptions = {}) {
    this.#options = options;
  }

  /** The camera's own name; empty before it is started. */
  get label(): string {
    return this.#track?.label ?? "";
  }

  /** Id of the camera that was opened, to open the same one next time; empty before it is started. */
  get deviceId(): string {
    return this.#track?.getSettings().deviceId ?? "";
  }

  get mirrored(): boolean {
    const facing = this.#track?.getSettings().facingMode;
    // Webcams do not say where they look: the wish decides, and the default wish is "environment".
    return (facing || this.#options.facing) === "user";
  }

  async start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void> {
    const stopped = this.#stopped.signal;
    const stream = await requestCamera(navigator.mediaDevices, this.#options);
    const track = stream.getVideoTracks()[0];
    const close = () => {
      for (const each of stream.getTracks()) each.stop();
    };
    if (!track || stopped.aborted) return close();
    stopped.addEventListener("abort", close, { once: true });
    this.#track = track;

    const video = createInlineVideo();
    stopped.addEventListener("abort", () => releaseVideo(video), { once: true });
    video.srcObject = stream;
    keepPlaying(video, stopped);
    try {
      await firstCameraPicture(video, track, stopped);
    } catch (error) {
      this.stop();
      throw error;
    }
    if (stopped.aborted) return;

    const unwatch = watchTrack(track, (error) => {
      this.stop();
      onError(error);
    });
    stopped.addEventListener("abort", unwatch, { once: true });
    if (stopped.aborted) return;

    const stopClock = startVideoClock(video, (timestamp, sequence) =>
      onFrame({ picture: video, width: video.videoWidth, height: video.videoHeight, timestamp, sequence }),
    );
    stopped.addEventListener("abort", stopClock, { once: true });
  }

  stop(): void {
    this.#stopped.abort();
  }

  async photo(): Promise<Blob | null> {
    return this.#track === null ? null : takePhoto(this.#track);
  }

  /** True when the running camera has a lamp that can be switched. */
  get hasTorch(): boolean {
    return this.#track?.getCapabilities?.().torch === true && !this.#stopped.signal.aborted;
  }

  /** Whether the lamp was switched on here. */
  get torch(): boolean {
    return this.#torch;
  }

  /** Switches the lamp. @throws CameraTorchError when there is none, or it refuses. */
  async setTorch(on: boolean): Promise<void> {
    const track = this.#track;
    if (!track || !this.hasTorch) throw new CameraTorchError("This camera has no torch. Use another light.");
    try {
      await track.applyConstraints({ advanced: [{ torch: on }] });
    } catch (cause) {
      throw new CameraTorchError("The camera did not switch its torch. Stop and start the camera, then try again.", {
        cause,
      });
    }
    this.#torch = on;
  }
}
