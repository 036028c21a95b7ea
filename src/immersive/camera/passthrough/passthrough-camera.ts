import {
  CameraMissingError,
  createInlineVideo,
  firstCameraPicture,
  frameTime,
  releaseVideo,
  watchTrack,
} from "../../../capture";
import type { Frame } from "../../../capture/types";
import { type CameraView, cameraView, type Matrix, PoseHistory } from "../../../space";
import type { SpaceCamera, Table, XrMoment } from "../../types";
import type { CameraCalibration } from "../known-cameras";
import { Pace } from "../pace";
import { offsetOf, projectionFor } from "./lens";

const RATE = 30;
/**
 * Between two poses further apart than this nothing is known of the head, ms. Headsets have a pose each 14 ms or less; an emulated
 * one that is drawn by a processor has one a second, and its pictures are to be seen, too.
 */
const LONGEST_GAP_MS = 1200;
/** A browser that announces no pictures for so long inside a session is looked at in the session's own frames, ms. */
const SILENT_MS = 250;

export interface PassthroughCameraOptions {
  /** Opened before the session; the camera ends it. */
  readonly stream: MediaStream;
  readonly calibration: CameraCalibration;
  /** Whether somebody would look at a picture now; asked at most once a picture. Default: always. */
  readonly wanted?: () => boolean;
}

/** A camera beside the session. */
export interface PassthroughCamera extends SpaceCamera {
  /** Pictures of moments of which no pose is known: they are left out. */
  readonly dropped: number;
}

/**
 * The pictures of a headset's own camera, by `getUserMedia`, with the pose that the head had when they were taken: that of
 * their capture time, less what the calibration knows the browser to be late by.
 */
export function createPassthroughCamera(options: PassthroughCameraOptions): PassthroughCamera {
  return new StreamCamera(options);
}

/** A picture of a moment, ms, of which the session has yet to say where the head was. */
interface Waiting {
  readonly picture: VideoFrame | null;
  readonly width: number;
  readonly height: number;
  readonly timestamp: number;
}

class StreamCamera implements PassthroughCamera {
  readonly path = "passthrough";
  readonly kind = "camera";
  readonly mirrored = false;
  readonly #stream: MediaStream;
  readonly #calibration: CameraCalibration;
  readonly #wanted: () => boolean;
  readonly #offset: Matrix;
  readonly #history = new PoseHistory({ longestGap: LONGEST_GAP_MS });
  readonly #pace = new Pace(RATE);
  readonly #stopped = new AbortController();
  readonly #video = createInlineVideo();
  #onFrame: ((frame: Frame) => void) | null = null;
  #table: Table | null = null;
  #space: XRReferenceSpace | null = null;
  #lens: { readonly width: number; readonly height: number; readonly projection: Matrix } | null = null;
  #picture: VideoFrame | null = null;
  #waiting: Waiting | null = null;
  #recordedAt = Number.NEGATIVE_INFINITY;
  #sequence = 0;
  #dropped = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #shown = Number.NaN;

  constructor({ stream, calibration, wanted = () => true }: PassthroughCameraOptions) {
    this.#stream = stream;
    this.#calibration = calibration;
    this.#wanted = wanted;
    this.#offset = offsetOf(calibration);
  }

  get label(): string {
    return this.#stream.getVideoTracks()[0]?.label ?? "";
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** @throws CameraMissingError, CameraBusyError; CameraLostError comes to `onError`. */
  async start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void> {
    const { signal } = this.#stopped;
    const track = this.#stream.getVideoTracks()[0];
    if (track === undefined)
      throw new CameraMissingError("The camera's stream has no pictures. Choose another camera.");
    this.#video.srcObject = this.#stream;
    // Not paused while the page is hidden, as a window's camera is: inside a session some browsers call it that.
    this.#video.play().catch(() => undefined);
    try {
      await firstCameraPicture(this.#video, track, signal);
    } catch (error) {
      this.stop();
      throw error;
    }
    if (signal.aborted) return;
    const unwatch = watchTrack(track, (error) => {
      this.stop();
      onError(error);
    });
    signal.addEventListener("abort", unwatch, { once: true });
    if (signal.aborted) return;
    this.#onFrame = onFrame;
    this.#listen();
  }

  update({ viewer, now, space }: XrMoment, table: Table | null): void {
    if (this.#stopped.signal.aborted) return;
    this.#followSpace(space);
    this.#history.record(now, viewer.transform.matrix);
    this.#recordedAt = now;
    this.#table = table;
    this.#deliver();
    if (now - this.#toldAt > SILENT_MS && this.#video.currentTime !== this.#shown) this.#offer(now);
  }

  stop(): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#onFrame = null;
    for (const track of this.#stream.getTracks()) track.stop();
    releaseVideo(this.#video);
    this.#picture?.close();
    this.#waiting?.picture?.close();
    this.#picture = null;
    this.#waiting = null;
  }

  /** Poses of before a reset are of another space. */
  #followSpace(space: XRReferenceSpace): void {
    if (space === this.#space) return;
    this.#space = space;
    this.#history.clear();
    space.addEventListener("reset", () => this.#history.clear(), { signal: this.#stopped.signal });
  }

  #listen(): void {
    const video: Partial<Pick<HTMLVideoElement, "requestVideoFrameCallback">> = this.#video;
    if (video.requestVideoFrameCallback === undefined) return;
    this.#toldAt = performance.now();
    const onPicture = (_now: number, metadata: VideoFrameCallbackMetadata) => {
      if (this.#stopped.signal.aborted) return;
      this.#video.requestVideoFrameCallback(onPicture);
      const now = performance.now();
      this.#toldAt = now;
      this.#offer(frameTime(now, metadata));
    };
    this.#video.requestVideoFrameCallback(onPicture);
  }

  #offer(time: number): void {
    this.#shown = this.#video.currentTime;
    if (this.#onFrame === null || !this.#pace.isDue(time) || !this.#wanted()) return;
    this.#pace.taken(time);
    const { videoWidth: width, videoHeight: height } = this.#video;
    // One that still waits has been overtaken.
    this.#waiting?.picture?.close();
    const picture = grab(this.#video, width, height);
    this.#waiting = { picture, width, height, timestamp: time - this.#calibration.latencyMs };
    this.#deliver();
  }

  /** Between two poses a head's place is known better than beyond the last one: until the next comes the picture waits. */
  #deliver(): void {
    const waiting = this.#waiting;
    if (waiting === null || waiting.timestamp > this.#recordedAt) return;
    this.#waiting = null;
    const { picture, width, height, timestamp } = waiting;
    const view = this.#viewAt(timestamp, width, height);
    if (view === null) {
      picture?.close();
      this.#dropped += 1;
      return;
    }
    this.#picture?.close();
    this.#picture = picture;
    this.#onFrame?.({ picture: picture ?? this.#video, width, height, timestamp, sequence: this.#sequence++, view });
  }

  #viewAt(time: number, width: number, height: number): CameraView | null {
    const viewer = this.#history.at(time);
    if (viewer === null || width === 0 || height === 0) return null;
    if (this.#lens?.width !== width || this.#lens.height !== height) {
      this.#lens = { width, height, projection: projectionFor(this.#calibration, width, height) };
    }
    return cameraView(viewer, this.#offset, this.#lens.projection, this.#table);
  }
}

/**
 * The picture of now, without a copy: the video goes on to the next one while stages are at work, and a patch would be drawn
 * from a pose that is not its own. Null where the browser cannot hold one.
 */
function grab(video: HTMLVideoElement, width: number, height: number): VideoFrame | null {
  if (typeof VideoFrame === "undefined") return null;
  try {
    const picture = new VideoFrame(video);
    if (picture.displayWidth === width && picture.displayHeight === height) return picture;
    picture.close();
  } catch {
    // No picture at the moment.
  }
  return null;
}
