import { cardDots, LARGE_RADIUS, SMALL_RADIUS } from "../card";
import { add, compose, fromVector, invert, multiply, rotate } from "./rotation";
import type { Pose, Triple } from "./types";

/** Everything that decides where the card is seen. */
export interface CameraModel {
  /** ms between the time of a frame and that of the pose which it was taken from. */
  readonly delay: number;
  /** Logarithm of the focal length in widths of the frame. Pixels are square. */
  readonly logFocal: number;
  /** Principal point, from the frame's left and top, widths. */
  readonly cx: number;
  readonly cy: number;
  /** Viewer from camera. */
  readonly camera: Pose;
  /** Reference space from card. */
  readonly card: Pose;
  /** Logarithm of the distance between neighbouring discs, metres. */
  readonly logSpacing: number;
}

/** Unknowns of the model: the delay; focal length, principal point; turn and place of the camera; turn and place of the card; its size. */
export const UNKNOWNS = 17;
/** Where they lie in a step. */
export const DELAY = 0;
export const FOCAL = 1;
export const CENTRE_X = 2;
export const CENTRE_Y = 3;
export const CAMERA_TURN = 4;
export const CAMERA_PLACE = 7;
export const SPACING = 16;

/** The model after a step: turns are rotation vectors in the space of what is turned, sizes logarithms, the rest is added. */
export function moved(model: CameraModel, step: ArrayLike<number>): CameraModel {
  const triple = (from: number): Triple => [step[from] ?? 0, step[from + 1] ?? 0, step[from + 2] ?? 0];
  return {
    delay: model.delay + (step[DELAY] ?? 0),
    logFocal: model.logFocal + (step[FOCAL] ?? 0),
    cx: model.cx + (step[CENTRE_X] ?? 0),
    cy: model.cy + (step[CENTRE_Y] ?? 0),
    camera: {
      rotation: multiply(model.camera.rotation, fromVector(triple(CAMERA_TURN))),
      position: add(model.camera.position, triple(CAMERA_PLACE)),
    },
    card: {
      rotation: multiply(model.card.rotation, fromVector(triple(10))),
      position: add(model.card.position, triple(13)),
    },
    logSpacing: model.logSpacing + (step[SPACING] ?? 0),
  };
}

/** Camera from card, when the viewer stands at `viewer`. */
export function cardInCamera({ camera, card }: CameraModel, viewer: Pose): Pose {
  return compose(invert(compose(viewer, camera)), card);
}

/** What turns the card's places in the camera's space into places in a frame. */
export type Lens = Pick<CameraModel, "logFocal" | "cx" | "cy" | "logSpacing">;

/**
 * Where the discs' outlines have their centres in a frame. That of an outline is not where the disc's own centre is seen, but the
 * centre of its conic: with a and b the disc's half axes and c its centre in the camera's space, of the dual conic
 * a aᵀ + b bᵀ - c cᵀ.
 * @param pose Camera from card.
 * @returns Two numbers a disc, widths of the frame, y down.
 */
export function projectCard(lens: Lens, pose: Pose): Float64Array {
  const { rotation, position } = pose;
  const spacing = Math.exp(lens.logSpacing);
  const focal = Math.exp(lens.logFocal);
  const [xx, xy, xz] = rotate(rotation, [spacing, 0, 0]);
  const [yx, yy, yz] = rotate(rotation, [0, spacing, 0]);
  const points = new Float64Array(2 * cardDots.length);
  let i = 0;
  for (const { x, y, large } of cardDots) {
    const area = (large ? LARGE_RADIUS : SMALL_RADIUS) ** 2;
    const px = position[0] + x * xx + y * yx;
    const py = position[1] + x * xy + y * yy;
    const pz = position[2] + x * xz + y * yz;
    const depth = area * (xz * xz + yz * yz) - pz * pz;
    points[i++] = lens.cx - (focal * (area * (xx * xz + yx * yz) - px * pz)) / depth;
    points[i++] = lens.cy + (focal * (area * (xy * xz + yy * yz) - py * pz)) / depth;
  }
  return points;
}
