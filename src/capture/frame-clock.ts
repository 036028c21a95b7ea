/**
 * When to look at a picture. Every clock delivers the newest state only and never queues, stands still while the
 * page is hidden, and goes on when it is shown again. Times are in the base of `performance.now()`, ms.
 */

/** What the clocks need from the page; an argument so that tests can drive time by hand. */
export interface ClockPage {
  readonly document: Pick<Document, "hidden" | "addEventListener" | "removeEventListener">;
  requestAnimationFrame(callback: (now: number) => void): number;
  cancelAnimationFrame(handle: number): void;
  now(): number;
}

/** The part of a video element that a clock reads. The two callbacks are absent in older browsers. */
export interface ClockVideo {
  readonly currentTime: number;
  readonly readyState: number;
  requestVideoFrameCallback?: HTMLVideoElement["requestVideoFrameCallback"];
  cancelVideoFrameCallback?: HTMLVideoElement["cancelVideoFrameCallback"];
}

/** Called for each new picture. `sequence` counts up from 0. */
export type Tick = (timestamp: number, sequence: number) => void;

/** Ends a clock; a second call does nothing. */
export type StopClock = () => void;

/** HTMLMediaElement.HAVE_CURRENT_DATA. */
const HAVE_CURRENT_DATA = 2;
/** A capture time older than this is from another clock: some drivers count from boot. */
const OLDEST_CAPTURE_MS = 1000;
/** Display ticks jitter; one that comes this share of a period early still counts as due. */
const EARLY = 0.25;

export function browserPage(): ClockPage {
  return {
    document,
    requestAnimationFrame: (callback) => requestAnimationFrame(callback),
    cancelAnimationFrame: (handle) => cancelAnimationFrame(handle),
    now: () => performance.now(),
  };
}

/** Ticks once for each new frame of a video: by requestVideoFrameCallback, else by looking at display rate. */
export function startVideoClock(video: ClockVideo, tick: Tick, page: ClockPage = browserPage()): StopClock {
  let sequence = 0;
  let latest = 0;
  const deliver = (timestamp: number) => {
    latest = Math.max(latest, timestamp);
    tick(latest, sequence++);
  };
  if (video.requestVideoFrameCallback && video.cancelVideoFrameCallback) {
    const request = video.requestVideoFrameCallback.bind(video);
    const cancel = video.cancelVideoFrameCallback.bind(video);
    return whileVisible(page, () => {
      let handle = 0;
      const onVideoFrame = (_now: number, metadata: VideoFrameCallbackMetadata) => {
        // Asked for before the work is done, so that a stage that throws does not stop the clock.
        handle = request(onVideoFrame);
        deliver(frameTime(page.now(), metadata));
      };
      handle = request(onVideoFrame);
      return () => cancel(handle);
    });
  }
  let shown = Number.NaN;
  return everyDisplayFrame(page, (now) => {
    if (video.readyState < HAVE_CURRENT_DATA || video.currentTime === shown) return;
    shown = video.currentTime;
    deliver(now);
  });
}

/** Ticks `rate` times a second at most, on display frames; the first tick comes with the first display frame. */
export function startSteadyClock(rate: number, tick: Tick, page: ClockPage = browserPage()): StopClock {
  const period = 1000 / rate;
  let sequence = 0;
  let due = Number.NEGATIVE_INFINITY;
  return everyDisplayFrame(page, (now) => {
    if (now < due - period * EARLY) return;
    // Counted from the due time, or 30 a second would become 20 on a 60 Hz display that jitters; from now after a pause.
    due = (now - due < period ? due : now) + period;
    tick(now, sequence++);
  });
}

/** When a video frame was taken: its capture time where the browser knows it and it is believable. */
export function frameTime(now: number, metadata: VideoFrameCallbackMetadata): number {
  const captured = metadata.captureTime ?? metadata.presentationTime;
  return captured > now - OLDEST_CAPTURE_MS && captured <= now ? captured : now;
}

function everyDisplayFrame(page: ClockPage, look: (now: number) => void): StopClock {
  return whileVisible(page, () => {
    let handle = 0;
    const onDisplayFrame = () => {
      handle = page.requestAnimationFrame(onDisplayFrame);
      look(page.now());
    };
    handle = page.requestAnimationFrame(onDisplayFrame);
    return () => page.cancelAnimationFrame(handle);
  });
}

/** Runs `run` while the page is visible; what `run` returns is called when it is hidden and at the end. */
function whileVisible(page: ClockPage, run: () => () => void): StopClock {
  let pause: (() => void) | null = null;
  const follow = () => {
    if (page.document.hidden) {
      pause?.();
      pause = null;
    } else {
      pause ??= run();
    }
  };
  page.document.addEventListener("visibilitychange", follow);
  follow();
  return () => {
    page.document.removeEventListener("visibilitychange", follow);
    pause?.();
    pause = null;
  };
}
