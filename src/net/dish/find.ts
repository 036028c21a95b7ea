import { ellipseFromMoments } from "./ellipse";
import { DishMaskError } from "./errors";
import { RegionFinder } from "./regions";
import { ROI_SCALE, roiOfEllipse } from "./roi";
import { SoftMaskPainter } from "./soft-mask";
import type { DishOptions, FoundDish, Mask } from "./types";

/** `DishOptions` where nothing is said. */
const DISH_DEFAULTS: Required<DishOptions> = {
  low: 0.4,
  high: 0.6,
  minArea: 0.01,
  minConfidence: 0.7,
  splitRatio: 0.7,
  roiScale: ROI_SCALE,
  limit: 4,
};

/** @throws {DishMaskError} when the mask or the frame's size is no such thing. */
export function checkMask(mask: Mask, frameWidth: number, frameHeight: number): void {
  const { width, height, data } = mask;
  // Boxes are kept in 16 bits; no segmenter comes near.
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && width * height <= 1 << 24)) {
    throw new DishMaskError(
      `A mask of ${width}x${height} cells: both must be whole numbers above 0, 2^24 cells at most.`,
    );
  }
  if (width >= 0xffff || height >= 0xffff) throw new DishMaskError(`A mask of ${width}x${height} cells is too long.`);
  if (data.length !== width * height) {
    throw new DishMaskError(`A mask of ${width}x${height} cells has ${data.length} bytes; it needs ${width * height}.`);
  }
  if (!(frameWidth > 0 && frameHeight > 0 && Number.isFinite(frameWidth * frameHeight))) {
    throw new DishMaskError(`A frame of ${frameWidth}x${frameHeight} pixels: both must be above 0 and finite.`);
  }
}

/** @throws {DishMaskError} when an option is out of its range. */
export function dishOptions(options: DishOptions): Required<DishOptions> {
  const all = { ...DISH_DEFAULTS, ...options };
  for (const name of ["low", "high", "minArea", "minConfidence", "splitRatio"] as const) {
    if (!(all[name] >= 0 && all[name] <= 1)) {
      throw new DishMaskError(`The option "${name}" is ${all[name]}; it must be in [0, 1].`);
    }
  }
  if (all.low <= 0 || all.low > all.high) {
    throw new DishMaskError(`The options "low" ${all.low} and "high" ${all.high}: they need 0 < low <= high.`);
  }
  if (!(all.roiScale > 0 && Number.isFinite(all.roiScale))) {
    throw new DishMaskError(`The option "roiScale" is ${all.roiScale}; it must be above 0.`);
  }
  if (!(all.limit >= 1)) throw new DishMaskError(`The option "limit" is ${all.limit}; it must be at least 1.`);
  return all;
}

/**
 * The dishes in one mask, the largest first. Follows nothing over time: the tracker of the lens and the
 * cropping of training pictures share it, so that the generator trains on the crops that it will see.
 *
 * @param frameWidth pixels of the picture that the mask is stretched over.
 * @throws {DishMaskError} when the mask, the frame's size or an option is out of range.
 */
export function findDishes(
  mask: Mask,
  frameWidth: number,
  frameHeight: number,
  options: DishOptions = {},
): FoundDish[] {
  checkMask(mask, frameWidth, frameHeight);
  const { roiScale, limit, ...thresholds } = dishOptions(options);
  const { width, height } = mask;
  const finder = new RegionFinder(width, height);
  const painter = new SoftMaskPainter(width, height);
  return finder
    .find(mask, frameWidth, frameHeight, thresholds)
    .slice(0, limit)
    .map(({ label, cells, box, confidence, moments }) => {
      const ellipse = ellipseFromMoments(moments);
      const data = new Uint8Array(width * height);
      painter.paint(finder.labels, label, box, data);
      return {
        ellipse,
        roi: roiOfEllipse(ellipse, roiScale),
        area: cells / (width * height),
        confidence,
        mask: { width, height, data },
      };
    });
}
