import type { Object3D } from "three";
import type { FrameSource } from "../capture/types";
import type { Dish, Ellipse, Mask } from "../segmentation/types";
import type { CameraView, Matrix, Ray } from "../space";
import type { DomainWeights, Patch } from "../translator/types";

/** How frames come by their pose: by `XRWebGLBinding.getCameraImage`, or by a camera stream beside the session. */
export type CameraPath = "raw-camera" | "passthrough";

/** What the session was granted of what was asked for. */
export interface GrantedFeatures {
  readonly hitTest: boolean;
  readonly anchors: boolean;
  readonly domOverlay: boolean;
  readonly lightEstimation: boolean;
  readonly depthSensing: boolean;
  readonly cameraAccess: boolean;
  readonly handTracking: boolean;
}

/** By what the table is known: hits of a ray, measured depth, or the usual size of a dish where there is neither. */
export type SurfaceSource = "hit-test" | "depth" | "dish-size";

/** The table, and where table space lies now. */
export interface Table {
  /** The number that `CameraView.table` names it by, from 1. */
  readonly id: number;
  /** Reference space from table space, rigid; an anchor may move it from frame to frame. */
  readonly pose: Matrix;
  readonly source: SurfaceSource;
  readonly anchored: boolean;
}

/**
 * Heights above the table, metres, on rings around a dish's centre: `rings` x `sectors`, ring by ring from the centre (ring 0)
 * to the rim (the last), at equal distances.
 */
export interface HeightField {
  readonly rings: number;
  /** Of equal angles, counted from +x towards +z. */
  readonly sectors: number;
  readonly heights: Float32Array;
}

/** A dish on the table, followed in table space. */
export interface SpaceDish {
  /** Stable while the dish is followed, never reused: the id of its `Dish`. */
  readonly id: number;
  /** Its centre, metres, in table space (y = 0). */
  readonly x: number;
  readonly z: number;
  /**
   * How far it has been moved on the table in all, metres: what was seen of it before goes with it. Where it is only known
   * better now, it has not moved.
   */
  readonly moved: Readonly<Record<"x" | "z", number>>;
  /** Of the rim, metres. */
  readonly radius: number;
  /** Height of the rim above the table, metres. */
  readonly rimHeight: number;
  /** Measured shape, from the centre to the rim; null where depth is not known. */
  readonly shape: HeightField | null;
  /** Soft mask of this dish alone over the whole frame that it was last seen in, and that frame's view. */
  readonly mask: Mask;
  readonly maskView: CameraView;
  /** [0, 1] */
  readonly confidence: number;
  /** Capture time of the frame that it was last seen in, ms. */
  readonly seenAt: number;
}

/** A dish, and the newest translation of it. */
export interface SpaceLayer {
  readonly dish: SpaceDish;
  /** Its `view` is that of the frame which it was made from; null until the first translation. */
  readonly patch: Patch | null;
  /** What the dish is shown as: another choice than before cross-fades. */
  readonly domains: DomainWeights;
}

/** Light of the room, from WebXR's light estimation. */
export interface RoomLight {
  /** Spherical harmonics, 9 coefficients of 3 colours (`XRLightEstimate.sphericalHarmonicsCoefficients`). */
  readonly harmonics: Float32Array;
  /** Intensity of the main light, linear RGB, and where it comes from, in table space. */
  readonly primary: readonly [number, number, number];
  readonly direction: readonly [number, number, number];
}

/** Distances that the device measured in this frame; only valid until the frame ends. */
export interface RoomDepth {
  /** Of the view whose depth it is. */
  readonly view: CameraView;
  /** Pixels of the depth picture. */
  readonly width: number;
  readonly height: number;
  /** Along the view's -z, metres, at normalised view coordinates (x to the right, y down, [0, 1]); 0 where nothing is known. */
  at(x: number, y: number): number;
  /** The depth picture as the device gives it, for a texture, where it is on the processor; null where it is on the GPU alone. */
  readonly raw: RawDepth | null;
}

export interface RawDepth {
  readonly data: ArrayBuffer;
  readonly format: "luminance-alpha" | "float32";
  /** Metres for each unit of `data`. */
  readonly metres: number;
  /** Depth picture coordinates from normalised view coordinates. */
  readonly matrix: Matrix;
}

/** Where somebody points, and whether they press. */
export interface Pointer {
  readonly kind: "gaze" | "ray" | "screen" | "hand";
  /** Stable while the input source is there. */
  readonly id: number;
  /** In table space. */
  readonly ray: Ray;
  readonly pressed: boolean;
}

/** One frame of an immersive session on its way: camera, surroundings, controls, stage. */
export interface XrMoment {
  readonly session: XRSession;
  /** Only valid until its callback returns. */
  readonly frame: XRFrame;
  /** The space that poses are asked in; table space hangs in it by `Table.pose`. */
  readonly space: XRReferenceSpace;
  readonly viewer: XRViewerPose;
  /** In the time base of `performance.now()`, ms. */
  readonly now: number;
}

/** Frames with views. They are delivered inside `update` (raw camera) or when the stream has one (passthrough). */
export interface SpaceCamera extends FrameSource {
  readonly path: CameraPath;
  /** Takes a picture or a pose of this moment; at most 1 ms of script. */
  update(moment: XrMoment, table: Table | null): void;
}

/** Dishes seen in a frame of which no table is known yet, or whose table is in question. */
export interface Sightings {
  readonly ellipses: readonly Ellipse[];
  /** Pixels of the frame. */
  readonly width: number;
  readonly height: number;
  readonly view: CameraView;
}

/** What a session says of the room: the table, the light, distances. */
export interface Surroundings {
  readonly table: Table | null;
  readonly light: RoomLight | null;
  /** Of this frame, or null. */
  readonly depth: RoomDepth | null;
  /** At most 0.5 ms of script. */
  update(moment: XrMoment): void;
  /** Where dishes are seen says which surface is the table. */
  sighted(sightings: Sightings): void;
  /** The space that poses are asked in has moved (`reset` of the reference space): the table is looked for anew, with another id. */
  reset(): void;
  dispose(): void;
}

/** Follows dishes in table space; to the pipeline it is a tracker like that of the window. */
export interface SpaceTracking {
  /** As of the last `update` or `predict`. */
  readonly dishes: readonly SpaceDish[];
  update(mask: Mask, frame: TrackedFrame): readonly Dish[];
  /** The same dishes as they lie in another frame. */
  predict(moment: Pick<TrackedFrame, "timestamp" | "view">): readonly Dish[];
  /** Newest distances, for the shape of dishes; only read during the call. */
  measure(depth: RoomDepth): void;
  reset(): void;
}

export interface TrackedFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** ms */
  readonly timestamp: number;
  readonly view?: CameraView | undefined;
}

/** Draws translated dishes where they stand. */
export interface SpaceStage {
  /** Hangs in table space; what is put in it is drawn over the dishes. */
  readonly overlay: Object3D;
  /** Hangs in the viewer's space: it moves with the head. */
  readonly headUp: Object3D;
  /** Only the patches of the latest call are read, in later calls of `draw`. At most four layers. */
  setLayers(layers: readonly SpaceLayer[]): void;
  /** Strength of the effect, [0, 1]. */
  setStrength(strength: number): void;
  /** Draws both eyes; at most 1 ms of script. */
  draw(moment: XrMoment, surroundings: Pick<Surroundings, "table" | "light" | "depth">): void;
  dispose(): void;
}

/** A dish that can be chosen in space, with the picture of it. */
export interface SpaceChoice {
  readonly id: string;
  readonly name: string;
  /** Address of a square picture on the page's own origin. */
  readonly tile: string;
}

export interface SpaceControlEvents {
  /** @param dish Null for all of them. */
  onChoose(dish: number | null, domain: string): void;
  /** The untouched picture is shown while this is true. */
  onCompare(shown: boolean): void;
  onLeave(): void;
}

/** What people do without a screen: gaze or point at a dish, choose from the ring around it. */
export interface SpaceControls {
  setChoices(choices: readonly SpaceChoice[], shownAs: (dish: number) => string): void;
  /** At most 0.5 ms of script. */
  update(moment: XrMoment, table: Table | null, dishes: readonly SpaceDish[]): void;
  dispose(): void;
}
