/** Video elements that are never shown themselves: muted, inline, started by the page. */

/** Thrown inside the folder; each source turns it into its own named error. */
export class NoPictureError extends Error {}

export function createInlineVideo(): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.disableRemotePlayback = true;
  // The `autoplay` attribute is left out on purpose: Safari pauses such videos when they are outside the page.
  return video;
}

/**
 * Settles when the first picture is decoded, or `signal` aborts. Rejects with NoPictureError when the video
 * fails, or gives no picture within `limit` ms of a visible page.
 */
export function firstPicture(video: HTMLVideoElement, signal: AbortSignal, limit = Infinity): Promise<void> {
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      settled.abort();
      outcome();
    };
    const onTimeout = () => {
      // A hidden page decodes nothing in some browsers: that is no fault of the source.
      if (document.hidden) timer = setTimeout(onTimeout, limit);
      else settle(() => reject(new NoPictureError("no picture arrived in time")));
    };
    let timer = Number.isFinite(limit) ? setTimeout(onTimeout, limit) : undefined;
    const once = { signal: settled.signal, once: true };
    video.addEventListener("loadeddata", () => settle(resolve), once);
    video.addEventListener(
      "error",
      () => settle(() => reject(new NoPictureError(video.error?.message ?? "the video failed"))),
      once,
    );
    signal.addEventListener("abort", () => settle(resolve), once);
  });
}

/**
 * Plays until `signal` aborts. Pauses while the page is hidden, which spares the decoder and the battery. A
 * browser that refuses to play on its own (low-power mode) gets another try at the next touch or key.
 */
export function keepPlaying(video: HTMLVideoElement, signal: AbortSignal): void {
  const play = () => {
    if (document.hidden || signal.aborted) return;
    video.play().catch((cause: unknown) => {
      if (!(cause instanceof DOMException) || cause.name !== "NotAllowedError") return;
      for (const gesture of ["pointerdown", "keydown"] as const) {
        document.addEventListener(gesture, play, { once: true, signal });
      }
    });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? video.pause() : play()), { signal });
  signal.addEventListener("abort", () => video.pause(), { once: true });
  play();
}

/** Gives the decoder and the device back; a video that only loses its last reference keeps both for a while. */
export function releaseVideo(video: HTMLVideoElement): void {
  video.pause();
  video.srcObject = null;
  video.removeAttribute("src");
  video.load();
}
