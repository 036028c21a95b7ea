/** Devices that can be emulated: a phone held up, two headsets. */
export type EmulatedDevice = "phone" | "quest" | "hololens";

/** Recorded movements of a head (or of the hand that holds the phone). */
export type PathName = "still" | "slow" | "fast" | "around";

/** WebXR features that a device can be told to refuse, by their names in `requestSession`. */
export type RefusableFeature =
  | "hit-test"
  | "anchors"
  | "dom-overlay"
  | "light-estimation"
  | "depth-sensing"
  | "camera-access"
  | "hand-tracking"
  | "local-floor";

export interface EmulationOptions {
  readonly device: EmulatedDevice;
  readonly refuse: readonly RefusableFeature[];
  /** Played in a loop from the start; null: people steer, or a test does. */
  readonly path: PathName | null;
  readonly language: "en" | "ja";
}

/** Metres; a unit quaternion. In room space: origin on the floor, y up, the viewer looks along -z at first. */
export interface Pose {
  readonly position: readonly [x: number, y: number, z: number];
  readonly orientation: readonly [x: number, y: number, z: number, w: number];
}

/** A camera in the room: both 16 numbers, column-major, as WebXR has them. */
export interface RoomView {
  /** Room from camera. */
  readonly pose: ArrayLike<number>;
  /** Clip space from camera. */
  readonly projection: ArrayLike<number>;
}

/** What is true of a dish, in room space, metres. */
export interface DishTruth {
  /** From 1; its value in id pictures. */
  readonly id: number;
  readonly kind: "plate" | "bowl";
  /** Centre of its foot, on the table. */
  readonly centre: readonly [x: number, y: number, z: number];
  /** Of the rim. */
  readonly radius: number;
  /** Height of the rim above the table. */
  readonly rimHeight: number;
  /** Height of its upper surface above the table, at a distance from its axis. */
  heightAt(distance: number): number;
}

/** The camera that `getUserMedia` gives. */
export interface CameraTruth {
  /** Pixels of its pictures. */
  readonly width: number;
  readonly height: number;
  /** Viewer from camera, column-major. */
  readonly offset: readonly number[];
  /** Clip space from camera, column-major. */
  readonly projection: readonly number[];
  /** Age of a picture when the page receives it, ms. */
  readonly latencyMs: number;
}

/**
 * The room and the device in it, for tests and for the curious: `globalThis.mealshiftRoom`, only while emulating. Poses
 * are in room space; `reference` leads from there to the space that the page asked for.
 */
export interface MealshiftRoom {
  readonly device: EmulatedDevice;
  /** Of the viewer. */
  readonly pose: Pose;
  readonly dishes: readonly DishTruth[];
  /** Height of the table above the floor, metres. */
  readonly tableHeight: number;
  readonly camera: CameraTruth;
  /** Room space from the reference space that the page asked for last, column-major; null before. */
  readonly reference: readonly number[] | null;
  /** Features that the running session was granted; null without one. */
  readonly granted: readonly string[] | null;
  /** Views of the newest frame, left eye first. */
  readonly views: readonly RoomView[];

  /** Where the viewer is from now on; a path that plays is stopped. */
  setPose(pose: Pose): void;
  /** The same, from a position, looking at another, level. */
  lookAt(position: Pose["position"], target: Pose["position"]): void;
  /** Plays a recorded path from its beginning, in a loop. */
  play(path: PathName): Promise<void>;
  stop(): void;

  moveDish(id: number, x: number, z: number): void;
  /** Puts a hand at a place in the room (its palm), or takes it away. */
  setHand(palm: Pose["position"] | null): void;
  /** 1 is the usual brightness; colour as linear RGB, [0, 1]. */
  setLight(intensity: number, colour?: readonly [number, number, number]): void;

  /** False: the device does not know where it is (no viewer pose), until it is true again. */
  setTracking(tracked: boolean): void;
  setVisibility(state: "visible" | "visible-blurred" | "hidden"): void;
  /** Features refused in sessions from now on, instead of those refused before. */
  refuse(features: readonly RefusableFeature[]): void;
  /** Whether people agree to a session; true unless told. */
  setConsent(agree: boolean): void;
  /** Share of the device's frames that are left out, [0, 1), evenly spread and the same each time. */
  dropFrames(share: number): void;
  /** Ends the session as the device's own button does. */
  endSession(): Promise<void>;
  /** The system has found its bearings anew: the reference space has another origin, and a `reset` event says so. */
  resetReference(): void;

  /**
   * Presses the device's one button: a tap on the phone's screen at a point (parts of its width and height, the
   * middle unless told), an air tap along the gaze, the trigger of the right controller.
   */
  press(x?: number, y?: number): void;
  release(): void;
  /** Points the right controller or hand at a place in the room. */
  pointAt(target: Pose["position"]): void;
  /** Hands instead of controllers, on a device that has both. */
  useHands(hands: boolean): void;

  /** Stops the session's frames, and `performance.now()` with them. */
  pause(): void;
  resume(): void;
  /** While paused: lets time pass, and runs one frame of the session. */
  step(ms: number): void;

  /** The room as seen from a view: straight RGBA, rows from the top. */
  picture(view: RoomView, width: number, height: number): ImageData;
  /** Which pixels show a dish and nothing in front of it: 1 where they do. Rows from the top. */
  mask(id: number, view: RoomView, width: number, height: number): Uint8Array;
  /** Distances along the view's -z, metres, 0 where there is nothing. Rows from the top. */
  depth(view: RoomView, width: number, height: number): Float32Array;
}

declare global {
  /** Only there with `?xr-emulate`. */
  var mealshiftRoom: MealshiftRoom | undefined;
}
