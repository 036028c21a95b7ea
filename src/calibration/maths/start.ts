import { cardDots } from "../card";
import type { CameraModel } from "./camera-model";
import { fitHomography } from "./homography";
import { compose, fromColumns } from "./rotation";
import type { Pose, Sighting, Triple } from "./types";

/** What cameras of headsets and phones have, widths of the frame. */
const FOCALS = [0.45, 0.7, 1.1];
/** Distances between discs from a card on a phone to one on a television, metres. */
const SPACINGS = [0.012, 0.03, 0.08];

/** Models to start from: each with the card where `sighting`, taken from `viewer`, shows it to a camera that looks where the viewer does. */
export function startingModels(sighting: Sighting, viewer: Pose, aspect: number, delay: number): CameraModel[] {
  const camera: Pose = { position: [0, 0, 0], rotation: [0, 0, 0, 1] };
  const cx = 0.5;
  const cy = 0.5 / aspect;
  return FOCALS.flatMap((focal) =>
    SPACINGS.flatMap((spacing) => {
      const seen = cardByHomography(sighting.points, focal, cx, cy, spacing);
      if (seen === null) return [];
      const card = compose(compose(viewer, camera), seen);
      return [{ delay, logFocal: Math.log(focal), cx, cy, camera, card, logSpacing: Math.log(spacing) }];
    }),
  );
}

/** Camera from card, by the homography of its plane (Zhang 2000, section 3.1). */
function cardByHomography(points: Float64Array, focal: number, cx: number, cy: number, spacing: number): Pose | null {
  const h = fitHomography(
    cardDots.flatMap(({ x, y }) => [x, y]),
    points,
  );
  if (h === null) return null;
  // Columns of the homography as directions in the camera's space, y up, -z ahead.
  const column = (i: number): Triple => {
    const [x = 0, y = 0, w = 0] = [h[i], h[3 + i], h[6 + i]];
    return [(x - cx * w) / focal, -(y - cy * w) / focal, -w];
  };
  const [x, y, centre] = [column(0), column(1), column(2)];
  const scale = (2 * spacing) / (Math.hypot(...x) + Math.hypot(...y));
  const position: Triple = [centre[0] * scale, centre[1] * scale, centre[2] * scale];
  const right = unit(x);
  const normal = unit(cross(right, y));
  return { position, rotation: fromColumns(right, cross(normal, right), normal) };
}

function unit([x, y, z]: Triple): Triple {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
