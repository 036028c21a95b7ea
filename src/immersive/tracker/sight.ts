import { ellipseFromMoments, type Ellipse, type Mask, type Region } from "../../net/dish";
import { discOf, liftEllipse, positionOf, type PixelMatrix, type PlaneEllipse, type Vector } from "../../space";
import { fitCutDisc, isCut, type SeenIn } from "./circle-fit";
import type { Footprint } from "./footprint";

/** A region of a mask, as it lies on the table. */
export interface SpaceSighting {
  readonly region: Region;
  readonly ellipse: Ellipse;
  readonly footprint: Footprint;
  /** The picture's edge cuts it. */
  readonly cut: boolean;
  /** So much of it is seen that it says where the dish is. */
  readonly whole: boolean;
}

/** Longer than this over its width, no outline of a dish comes out on the table: a bowl seen from low down has 1.6. */
const LONGEST = 2.2;
/** Radii of dishes, metres. */
const SMALLEST = 0.025;
const LARGEST = 0.35;
/** What a fitted rim counts beside an outline seen whole. */
const CUT_WEIGHT = 0.4;

/** Null for what cannot be a dish on this table: over its horizon, too small, too large, too long. */
export function sight(
  region: Region,
  labels: Uint32Array,
  grid: Pick<Mask, "width" | "height">,
  seenIn: SeenIn,
  matrix: PixelMatrix,
): SpaceSighting | null {
  const ellipse = ellipseFromMoments(region.moments);
  const lifted = liftEllipse(matrix, ellipse, 0);
  if (lifted === null) return null;
  const camera = positionOf(seenIn.view.pose);
  const cut = isCut(region, grid);
  const fitted = cut ? fitCutDisc(region, labels, grid, seenIn) : null;
  const found = discOf(lifted);
  const { x, z, radius } = fitted ?? found;
  if (radius < SMALLEST || radius > LARGEST || (!cut && found.elongation > LONGEST)) return null;
  return {
    region,
    ellipse,
    footprint: { x, z, radius, camera, stretch: cut ? null : stretchOf(lifted, camera), weight: cut ? CUT_WEIGHT : 1 },
    cut,
    whole: !cut || fitted !== null,
  };
}

/** See `Footprint.stretch`. */
function stretchOf({ x, z, xx, xz, zz }: PlaneEllipse, camera: Vector): number {
  const ux = camera.x - x;
  const uz = camera.z - z;
  const along = xx * ux * ux + 2 * xz * ux * uz + zz * uz * uz;
  const across = xx * uz * uz - 2 * xz * ux * uz + zz * ux * ux;
  return along > 0 && across > 0 ? Math.log(along / across) / 2 : 0;
}
