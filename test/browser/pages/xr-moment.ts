import { identity } from "../../../src/space";
import type { XrMoment } from "../../../src/immersive/types";

export interface MadeView {
  readonly camera?: XRCamera | null;
  /** Reference space from view; the identity unless told. */
  readonly pose?: Float32Array;
  readonly projection?: Float32Array;
}

const space = new EventTarget();

/** A moment of a session with what cameras look at, and nothing else. */
export function momentOf(now: number, views: readonly MadeView[]): XrMoment {
  const made = views.map(({ camera = null, pose = identity(), projection = identity() }) => ({
    camera,
    transform: { matrix: pose },
    projectionMatrix: projection,
  }));
  const viewer = { views: made, transform: { matrix: views[0]?.pose ?? identity() } };
  return { session: {}, frame: {}, space, viewer, now } as unknown as XrMoment;
}
