import { distanceTransform } from "./distance";
import { DishMaskError } from "./errors";
import { RegionOpening } from "./opening";
import { RegionSums, type RegionMeasure } from "./sums";
import type { Mask } from "./types";
import { Watershed } from "./watershed";

/** What `RegionFinder` needs to know; see `DishOptions`. */
export interface RegionThresholds {
  readonly low: number;
  readonly high: number;
  readonly minArea: number;
  readonly minConfidence: number;
  readonly splitRatio: number;
}

/** One connected region of a mask. */
export interface Region extends RegionMeasure {
  /** Its number in `RegionFinder.labels`. */
  readonly label: number;
}

/** A region must have at least this fraction of its cells above the high threshold. */
const STRONG_FRACTION = 0.1;

const OUTSIDE = 0;
const INSIDE = 1;
const UNSEEN = 2;

/**
 * Finds the regions of masks of one size: thresholds with hysteresis, holes filled, touching dishes parted, thin tails
 * cut off, small and weak regions dropped. Its buffers are reused from mask to mask.
 */
export class RegionFinder {
  /** Region number of each cell after `find`, 0 outside; numbers of dropped regions stay in it. */
  readonly labels: Uint32Array;
  /** Distance of each cell to its region's rim, as `distanceTransform` gives it. */
  readonly distance: Uint16Array;
  private readonly inside: Uint8Array;
  private readonly stack: Uint32Array;
  private readonly watershed: Watershed;
  private readonly opening: RegionOpening;
  private readonly sums = new RegionSums();

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    const cells = width * height;
    this.labels = new Uint32Array(cells);
    this.distance = new Uint16Array(cells);
    this.inside = new Uint8Array(cells);
    this.stack = new Uint32Array(cells);
    this.watershed = new Watershed(width, height);
    this.opening = new RegionOpening(width, height);
  }

  /**
   * The largest region comes first. `frameWidth` and `frameHeight` are the pixels that the grid is stretched over.
   *
   * @throws {DishMaskError} when the mask is not of this finder's size.
   */
  find(mask: Mask, frameWidth: number, frameHeight: number, thresholds: RegionThresholds): Region[] {
    const { width, height, distance, labels, sums } = this;
    if (mask.width !== width || mask.height !== height) {
      throw new DishMaskError(
        `The mask is ${mask.width}x${mask.height}, but this finder was made for ${width}x${height}.`,
      );
    }
    const cellWidth = frameWidth / width;
    const cellHeight = frameHeight / height;
    this.threshold(mask.data, Math.ceil(thresholds.low * 255));
    distanceTransform(this.inside, width, height, cellWidth, cellHeight, distance);
    const count = this.watershed.run(distance, thresholds.splitRatio, labels);
    this.opening.run(labels, count, distance, cellWidth, cellHeight);
    const everywhere = { x0: 0, y0: 0, x1: width - 1, y1: height - 1 };
    sums.add(labels, count, everywhere, width, mask.data, distance, thresholds);
    const minCells = Math.max(1, thresholds.minArea * width * height);
    const regions: Region[] = [];
    for (let label = 1; label <= count; label++) {
      if (sums.cells(label) < minCells) continue;
      const measure = sums.measure(label, cellWidth, cellHeight);
      if (measure.strong < STRONG_FRACTION || measure.confidence < thresholds.minConfidence) continue;
      regions.push({ label, ...measure });
    }
    return regions.sort((a, b) => b.cells - a.cells);
  }

  /** Marks the cells at or above `low`, and those that they enclose: background that is not tied to the edge. */
  private threshold(data: Uint8Array, low: number): void {
    const { inside, stack, width, height } = this;
    for (let i = 0; i < inside.length; i++) inside[i] = (data[i] ?? 0) >= low ? INSIDE : UNSEEN;
    let top = 0;
    for (let x = 0; x < width; x++) {
      top = this.flood(x, top);
      top = this.flood((height - 1) * width + x, top);
    }
    for (let y = 0; y < height; y++) {
      top = this.flood(y * width, top);
      top = this.flood(y * width + width - 1, top);
    }
    while (top > 0) {
      const cell = stack[--top] ?? 0;
      const x = cell % width;
      if (x > 0) top = this.flood(cell - 1, top);
      if (x + 1 < width) top = this.flood(cell + 1, top);
      if (cell >= width) top = this.flood(cell - width, top);
      if (cell + width < inside.length) top = this.flood(cell + width, top);
    }
    for (let i = 0; i < inside.length; i++) if (inside[i] === UNSEEN) inside[i] = INSIDE;
  }

  /** Returns the height of the stack. */
  private flood(cell: number, top: number): number {
    if (this.inside[cell] !== UNSEEN) return top;
    this.inside[cell] = OUTSIDE;
    this.stack[top] = cell;
    return top + 1;
  }
}
