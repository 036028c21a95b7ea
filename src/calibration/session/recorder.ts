import type { Frame } from "../../capture";
import { grabPicture } from "../../capture";
import { Guide, type GuideState } from "../guide";
import { PoseTrack } from "../maths/pose-track";
import type { Quaternion, Recording, Sighting, TimedPose, Triple } from "../maths/types";

/** The part of the worker that is needed. */
export interface CardFinder {
  detect(picture: VideoFrame | ImageBitmap): Promise<Float64Array | null>;
}

/** Poses for the guide are taken from the newest few. */
const NEWEST = 60;

/** Gathers poses, and the card in frames. One frame is looked at at a time; those that come meanwhile are left out. */
export class Recorder {
  readonly #finder: CardFinder;
  readonly #guide = new Guide();
  readonly #poses: TimedPose[] = [];
  readonly #sightings: Sighting[] = [];
  #aspect = 1;
  #busy = false;

  constructor(finder: CardFinder) {
    this.#finder = finder;
  }

  get state(): GuideState {
    return this.#guide.state;
  }

  get recording(): Recording {
    return { poses: this.#poses, sightings: this.#sightings, aspect: this.#aspect };
  }

  /** @param time Of the XR frame, ms. */
  addPose(time: number, { position, orientation }: XRRigidTransform): void {
    if (time <= (this.#poses.at(-1)?.time ?? -Infinity)) return;
    this.#poses.push({ time, position: tripleOf(position), rotation: quaternionOf(orientation) });
  }

  /** Poses of before are of another space: what was gathered is worth nothing. */
  reset(): void {
    this.#poses.length = 0;
    this.#sightings.length = 0;
  }

  /** @param time Of the frame as the browser tells it, ms. @throws whatever the finder does. */
  async addFrame(frame: Frame, time: number): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const picture = grabPicture(frame) ?? (await createImageBitmap(frame.picture));
      const points = await this.#finder.detect(picture);
      this.#aspect = frame.width / frame.height;
      if (points !== null) this.#sightings.push({ time, points });
      const pose = points === null ? null : new PoseTrack(this.#poses.slice(-NEWEST)).at(time);
      this.#guide.add(pose);
    } finally {
      this.#busy = false;
    }
  }
}

function tripleOf({ x, y, z }: DOMPointReadOnly): Triple {
  return [x, y, z];
}

function quaternionOf({ x, y, z, w }: DOMPointReadOnly): Quaternion {
  return [x, y, z, w];
}
