import { UnreadableFileError } from "./errors";
import { fetchOwn } from "./fetch-own";
import { startVideoClock } from "./frame-clock";
import { createInlineVideo, firstPicture, keepPlaying, releaseVideo } from "./inline-video";
import type { Frame, FrameSource } from "./types";

/**
 * A video, muted and in a loop. `picture` is one video element for the life of the source; it pauses while the
 * page is hidden.
 *
 * `start` rejects with UnreadableFileError; a file that turns out broken further on gives one to `onError`.
 */
export class VideoSource implements FrameSource {
  readonly kind = "video";
  readonly mirrored = false;
  readonly label: string;
  readonly #file: Blob | URL;
  readonly #stopped = new AbortController();

  constructor(file: Blob | URL, label: string) {
    this.#file = file;
    this.label = label;
  }

  async start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void> {
    const stopped = this.#stopped.signal;
    if (stopped.aborted) return;
    const video = createInlineVideo();
    const url = this.#file instanceof URL ? this.#file.href : URL.createObjectURL(this.#file);
    stopped.addEventListener(
      "abort",
      () => {
        releaseVideo(video);
        if (this.#file instanceof Blob) URL.revokeObjectURL(url);
      },
      { once: true },
    );
    video.loop = true;
    video.src = url;
    keepPlaying(video, stopped);
    try {
      await firstPicture(video, stopped);
    } catch (cause) {
      this.stop();
      throw new UnreadableFileError(this.label, "broken", { cause });
    }
    if (stopped.aborted) return;
    if (video.videoWidth === 0) {
      this.stop();
      throw new UnreadableFileError(this.label, "no-picture");
    }

    video.addEventListener(
      "error",
      () => {
        this.stop();
        onError(new UnreadableFileError(this.label, "broken", { cause: video.error }));
      },
      { once: true, signal: stopped },
    );
    const stopClock = startVideoClock(video, (timestamp, sequence) =>
      onFrame({ picture: video, width: video.videoWidth, height: video.videoHeight, timestamp, sequence }),
    );
    stopped.addEventListener("abort", stopClock, { once: true });
  }

  async footage(): Promise<Blob> {
    return this.#file instanceof Blob ? this.#file : (await fetchOwn(this.#file)).blob();
  }

  stop(): void {
    this.#stopped.abort();
  }
}
