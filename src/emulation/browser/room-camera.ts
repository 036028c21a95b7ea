import { Matrix4 } from "three";
import type { Room } from "../room/room";
import type { RoomView } from "../types";
import type { DeviceProfile } from "./profiles";
import type { RoomClock } from "./room-clock";
import type { Viewer } from "./viewer";

/** Between two pictures, ms: 30 a second. */
const PERIOD = 1000 / 30;

interface Held {
  readonly at: number;
  readonly canvas: OffscreenCanvas;
}

/** The device's camera as `getUserMedia` gives it: pictures of the room, each older than it seems. */
export class RoomCamera {
  readonly #room: Room;
  readonly #viewer: Viewer;
  readonly #clock: RoomClock;
  readonly #camera: DeviceProfile["camera"];
  readonly #open = new Set<Stream>();
  readonly #held: Held[] = [];
  #spare: OffscreenCanvas[] = [];
  #timer: ReturnType<typeof setInterval> | null = null;
  #takenAt = -Infinity;

  constructor(room: Room, viewer: Viewer, clock: RoomClock, camera: DeviceProfile["camera"]) {
    this.#room = room;
    this.#viewer = viewer;
    this.#clock = clock;
    this.#camera = camera;
  }

  stream(): MediaStream {
    const { width, height, label } = this.#camera;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const media = canvas.captureStream(0);
    const [track] = media.getVideoTracks();
    if (context === null || !(track instanceof CanvasCaptureMediaStreamTrack)) {
      throw new DOMException("This browser cannot make a camera of a canvas.", "NotReadableError");
    }
    Object.defineProperty(track, "label", { value: label });
    const settings = { ...track.getSettings(), width, height, facingMode: "environment", deviceId: label };
    Object.defineProperty(track, "getSettings", { value: () => settings });
    this.#open.add({ context, track });
    this.#timer ??= setInterval(() => this.update(), PERIOD / 2);
    return media;
  }

  /** Somebody else has taken the camera. */
  takeAway(): void {
    for (const { track } of this.#open) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    this.#rest();
  }

  /** Takes a picture when it is time, and hands out the one that has become old enough. */
  update(): void {
    this.#rest();
    if (this.#open.size === 0) return;
    const now = this.#clock.now();
    if (now - this.#takenAt >= PERIOD - 1) {
      this.#takenAt = now;
      this.#viewer.update(now);
      this.#held.push({ at: now, canvas: this.#take() });
    }
    let due: Held | undefined;
    while ((this.#held[0]?.at ?? Infinity) <= now - this.#camera.latencyMs) {
      if (due !== undefined) this.#spare.push(due.canvas);
      due = this.#held.shift();
    }
    if (due === undefined) return;
    for (const { context, track } of this.#open) {
      context.drawImage(due.canvas, 0, 0);
      track.requestFrame();
    }
    this.#spare.push(due.canvas);
  }

  /** What the camera sees now. */
  get view(): RoomView {
    const pose = this.#viewer.matrix.multiply(new Matrix4().fromArray(this.#camera.offset));
    return { pose: pose.elements, projection: this.#camera.projection };
  }

  #take(): OffscreenCanvas {
    const { width, height } = this.#camera;
    const canvas = this.#spare.pop() ?? new OffscreenCanvas(width, height);
    canvas.getContext("2d", { alpha: false })?.drawImage(this.#room.aside(this.view, width, height), 0, 0);
    return canvas;
  }

  #rest(): void {
    for (const stream of this.#open) if (stream.track.readyState === "ended") this.#open.delete(stream);
    if (this.#open.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#held.length = 0;
    this.#spare = [];
  }
}

interface Stream {
  readonly context: CanvasRenderingContext2D;
  readonly track: CanvasCaptureMediaStreamTrack;
}
