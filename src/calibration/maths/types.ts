/** A quaternion x, y, z, w of length 1. */
export type Quaternion = readonly [number, number, number, number];
export type Triple = readonly [number, number, number];

/** A rigid pose: turned, then moved. */
export interface Pose {
  /** Metres. */
  readonly position: Triple;
  readonly rotation: Quaternion;
}

/** The viewer's pose at a time of an XR frame, in the session's reference space. */
export interface TimedPose extends Pose {
  /** ms */
  readonly time: number;
}

/** The card in one frame of the camera. */
export interface Sighting {
  /** Time of the frame, ms, in the base of the poses' times. */
  readonly time: number;
  /**
   * Centres of `cardDots`, in order: x from the frame's left, y from its top, both in widths of the frame; two numbers a disc.
   */
  readonly points: Float64Array;
}

/** What a measurement is made of. */
export interface Recording {
  /** In order of time. */
  readonly poses: readonly TimedPose[];
  /** In order of time. */
  readonly sightings: readonly Sighting[];
  /** Width by height of the frames. */
  readonly aspect: number;
}
