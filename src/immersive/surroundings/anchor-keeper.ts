import { type Matrix, positionOf, rotationOf } from "../../space";
import type { XrMoment } from "../types";

/** An anchor that the system refuses is asked for again after this, ms, and no more than so many times. */
const AGAIN_MS = 3000;
const TRIES = 3;

/** Holds a place in the room by an anchor, where anchors were granted: what the system learns of the room moves it along. */
export class AnchorKeeper {
  #anchor: XRAnchor | null = null;
  /** Counts places, so that an anchor which comes late is not taken for that of another. */
  #place = 0;
  #tries = 0;
  #nextTry = Number.NEGATIVE_INFINITY;
  #lost = false;

  /** True while the anchor is there and tracked. */
  get holds(): boolean {
    return this.#anchor !== null && !this.#lost;
  }

  /** Lets go of the place that was held, if any. */
  release(): void {
    remove(this.#anchor);
    this.#anchor = null;
    this.#place += 1;
    this.#tries = 0;
    this.#nextTry = Number.NEGATIVE_INFINITY;
    this.#lost = false;
  }

  /** Asks for an anchor at a pose, unless there is one. */
  hold(pose: Matrix, { frame, space, now }: XrMoment): void {
    if (this.#anchor !== null || now < this.#nextTry || this.#tries >= TRIES) return;
    if (frame.createAnchor === undefined || typeof XRRigidTransform === "undefined") return;
    this.#tries += 1;
    this.#nextTry = now + AGAIN_MS;
    const place = this.#place;
    const { x, y, z } = positionOf(pose);
    try {
      const transform = new XRRigidTransform({ x, y, z, w: 1 }, rotationOf(pose));
      void frame.createAnchor(transform, space).then(
        (anchor) => {
          if (place === this.#place && this.#anchor === null) this.#anchor = anchor;
          else remove(anchor);
        },
        () => undefined,
      );
    } catch {
      // Anchors were not granted: the pose stays as it is.
    }
  }

  /** Where the place is now; null where no anchor says, and it is where it was. */
  follow({ frame, space }: XrMoment): Matrix | null {
    if (this.#anchor === null) return null;
    const pose = poseOf(this.#anchor, frame, space);
    this.#lost = pose === null;
    return pose;
  }
}

function poseOf(anchor: XRAnchor, frame: XRFrame, space: XRSpace): Matrix | null {
  try {
    if (frame.trackedAnchors?.has(anchor) === false) return null;
    return frame.getPose(anchor.anchorSpace, space)?.transform.matrix.slice() ?? null;
  } catch {
    return null;
  }
}

function remove(anchor: XRAnchor | null): void {
  try {
    anchor?.delete();
  } catch {
    // It was gone with its session.
  }
}
