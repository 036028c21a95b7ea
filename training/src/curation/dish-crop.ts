import type { FoundDish } from "../../../src/net/dish";
import type { Crop } from "../data/crops";

// A smaller dish, or one nearer to the edge, is not what the picture was taken of.
const LEAST_AREA = 0.12;
const MOST_OFF_CENTRE = 0.3;
// Of several dishes in a picture.
const LEAST_SMALL_AREA = 0.03;
const LEAST_CONFIDENCE = 0.85;
const EDGE = 0.01;

/** Size of a picture in pixels. */
interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * Where the one dish of a picture is.
 * @returns The largest centred square where none is found, all of it dish, so that a segmenter that misses a kind of dish
 *   does not take that kind out of the training.
 */
export function cropOfMiddle(dishes: readonly FoundDish[], extent: Extent): { crop: Crop; found: boolean } {
  const { width, height } = extent;
  const dish = dishes.find(
    ({ ellipse, area }) =>
      area > LEAST_AREA && Math.hypot(ellipse.cx / width - 0.5, ellipse.cy / height - 0.5) < MOST_OFF_CENTRE,
  );
  if (dish) return { crop: cropOf(dish, extent), found: true };
  const size = Math.min(width, height);
  return { crop: [width / 2, height / 2, size, width / 2, height / 2, size, size, 0], found: false };
}

/**
 * Those of several dishes that are worth learning from: the large ones, and small ones that are seen whole and that the
 * segmenter is sure of. What is cut off by the picture's edge is often no dish.
 */
export function completeDishes(dishes: readonly FoundDish[], { width, height }: Extent): FoundDish[] {
  return dishes.filter(({ ellipse, area, confidence }) => {
    if (area > LEAST_AREA) return true;
    const { cx, cy, rx, ry, angle } = ellipse;
    const halfWidth = Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle));
    const halfHeight = Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle));
    const margin = EDGE * Math.min(width, height);
    const isWhole =
      cx - halfWidth > margin &&
      cx + halfWidth < width - margin &&
      cy - halfHeight > margin &&
      cy + halfHeight < height - margin;
    return isWhole && area > LEAST_SMALL_AREA && confidence > LEAST_CONFIDENCE;
  });
}

/**
 * The tracker's square, drawn in and moved where it would reach over the edge: beyond it is nothing to learn from.
 * @returns cx, cy, size, then the ellipse's cx, cy, rx, ry, angle; pixels and radians.
 */
export function cropOf({ ellipse, roi }: FoundDish, { width, height }: Extent): Crop {
  const size = rounded(Math.min(roi.size, width, height));
  const inside = (centre: number, extent: number): number =>
    rounded(Math.min(Math.max(centre, size / 2), extent - size / 2));
  const { cx, cy, rx, ry, angle } = ellipse;
  return [
    inside(roi.cx, width),
    inside(roi.cy, height),
    size,
    rounded(cx),
    rounded(cy),
    rounded(rx),
    rounded(ry),
    Math.round(angle * 100) / 100,
  ];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
