import type { Studio } from "../../session";
import { RecordingUnavailableError } from "../errors";
import type { KeptVideo } from "../video/kept-video";
import { BrowserRecorder } from "./media-recorder";
import type { Recorder } from "./recorder";
import { WebCodecsRecorder } from "./webcodecs-recorder";

/** What ended a recording. */
export type RecordingEnd = "stopped" | "limit" | "hidden";

export interface RecordedVideo extends KeptVideo {
  readonly endedBy: RecordingEnd;
}

export interface RecordingOptions {
  /** Longest time, ms. */
  readonly limitMs: number;
  /** Long side of the video at most, pixels. */
  readonly longSide: number;
  /** Throws the recording away. */
  readonly signal: AbortSignal;
}

/** A recording that runs. */
export interface Recording {
  /** Ms, in the base of `performance.now()`. */
  readonly startedAt: number;
  /** The file, once it has ended. Rejects with RecordingFailedError, or with the signal's reason. */
  readonly video: Promise<RecordedVideo>;
  stop(): void;
}

/**
 * Records what the live view shows, as it is drawn, until it is stopped, its time is over or the page is hidden; what was
 * recorded until then is kept.
 *
 * @throws {RecordingUnavailableError} if this browser writes no videos.
 * @throws {NothingToCaptureError} while nothing is shown.
 */
export async function startRecording(studio: Studio, options: RecordingOptions): Promise<Recording> {
  const recorder = await openRecorder(studio, options);
  const startedAt = performance.now();
  const endWatch = studio.watchDrawings((canvas, now) => recorder.drawn(canvas, now - startedAt));
  const end = untilEnd(options);
  const finish = async (): Promise<RecordedVideo> => {
    try {
      await end.promise;
    } finally {
      // Before it is finished: what is handed to a worker that ends would never be closed.
      endWatch();
    }
    const endedBy = await end.promise;
    return { ...(await recorder.finish(performance.now() - startedAt)), endedBy };
  };
  return { startedAt, video: finish(), stop: () => end.stop() };
}

async function openRecorder(studio: Studio, { longSide, signal }: RecordingOptions): Promise<Recorder> {
  const first = await studio.snapshot();
  try {
    const recorder = await WebCodecsRecorder.start({ first, longSide, signal });
    if (recorder !== null) return recorder;
  } finally {
    first.close();
  }
  const canvas = studio.canvas();
  const recorder = canvas === null ? null : BrowserRecorder.start(canvas);
  if (recorder !== null) return recorder;
  throw new RecordingUnavailableError("This browser writes no videos. Take a photo, or use a current browser.");
}

/** What ends a recording: whoever stops it, its time, the page's being hidden; or its signal, with which it rejects. */
function untilEnd({ limitMs, signal }: RecordingOptions): { promise: Promise<RecordingEnd>; stop: () => void } {
  let stop: () => void = () => undefined;
  const promise = new Promise<RecordingEnd>((resolve, reject) => {
    const settled = new AbortController();
    const options = { signal: settled.signal };
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      settled.abort();
      outcome();
    };
    const endBy = (end: RecordingEnd) => settle(() => resolve(end));
    const timer = setTimeout(() => endBy("limit"), limitMs);
    stop = () => endBy("stopped");
    // A hidden page draws nothing, and a phone may end it.
    document.addEventListener("visibilitychange", () => document.hidden && endBy("hidden"), options);
    addEventListener("pagehide", () => endBy("hidden"), options);
    signal.addEventListener("abort", () => settle(() => reject(abortReason(signal))), options);
    if (signal.aborted) settle(() => reject(abortReason(signal)));
  });
  return { promise, stop: () => stop() };
}

function abortReason({ reason }: { readonly reason: unknown }): Error {
  return reason instanceof Error ? reason : new DOMException("It was cancelled.", "AbortError");
}
