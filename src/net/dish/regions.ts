import { DISTANCE_SCALE, distanceTransform } from "./distance";
import type { Moments } from "./ellipse";
import { DishMaskError } from "./errors";
import type { CellBox } from "./softMask";
import type { Mask } from "./types";
import { Watershed } from "./watershed";

/** What `RegionFinder` needs to know; probabilities in [0, 1]. See `DishOptions`. */
export interface RegionThresholds {
  readonly low: number;
  readonly high: number;
  readonly minArea: number;
  readonly minConfidence: number;
  readonly splitRatio: number;
}

/** One connected region of a mask. */
export interface Region {
  /** Its number in `RegionFinder.labels`. */
  readonly label: number;
  readonly cells: number;
  readonly box: CellBox;
  /** Mean probability, [0, 1]. */
  readonly confidence: number;
  /** In pixels of the frame. */
  readonly moments: Moments;
}

/** A region must have at least this fraction of its cells above the high threshold. */
const STRONG_FRACTION = 0.1;

/** Sums over one region's cells, in `RegionFinder.sums`. */
const SUMS = 12;
const CELLS = 0;
const STRONG = 1;
const PROBABILITY = 2;
const WEIGHT = 3;
const X = 4;
const Y = 5;
const XX = 6;
const XY = 7;
const YY = 8;

/**
 * Finds the regions of masks of one size: thresholds with hysteresis, holes filled, touching dishes parted,
 * small and weak regions dropped. Its buffers are reused from mask to mask.
 */
export class RegionFinder {
  /** Region number of each cell after `find`; numbers of dropped regions stay in it. */
  readonly labels: Uint32Array;
  private readonly inside: Uint8Array;
  private readonly distance: Uint16Array;
  private readonly stack: Uint32Array;
  private readonly watershed: Watershed;
  private sums = new Float64Array(SUMS * 16);
  private boxes = new Uint16Array(4 * 16);

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    const cells = width * height;
    this.labels = new Uint32Array(cells);
    this.inside = new Uint8Array(cells);
    this.distance = new Uint16Array(cells);
    this.stack = new Uint32Array(cells);
    this.watershed = new Watershed(width, height);
  }

  /** The largest region comes first. `frameWidth` and `frameHeight` are the pixels that the grid is stretched over. */
  find(mask: Mask, frameWidth: number, frameHeight: number, thresholds: RegionThresholds): Region[] {
    if (mask.width !== this.width || mask.height !== this.height) {
      throw new DishMaskError(
        `The mask is ${mask.width}x${mask.height}, but this finder was made for ${this.width}x${this.height}.`,
      );
    }
    const cellWidth = frameWidth / this.width;
    const cellHeight = frameHeight / this.height;
    this.threshold(mask.data, Math.ceil(thresholds.low * 255));
    distanceTransform(this.inside, this.width, this.height, cellWidth, cellHeight, this.distance);
    const count = this.watershed.run(this.distance, thresholds.splitRatio, this.labels);
    this.accumulate(mask.data, count, thresholds);
    const regions: Region[] = [];
    for (let label = 1; label <= count; label++) {
      const region = this.region(label, cellWidth, cellHeight, thresholds);
      if (region !== null) regions.push(region);
    }
    return regions.sort((a, b) => b.cells - a.cells);
  }

  /** Marks the cells at or above `low`, and those that they enclose (4-connected background not tied to the edge). */
  private threshold(data: Uint8Array, low: number): void {
    const { inside, stack, width, height } = this;
    const HOLE = 1;
    const OUTSIDE = 0;
    const UNSEEN = 2;
    for (let i = 0; i < inside.length; i++) inside[i] = (data[i] ?? 0) >= low ? HOLE : UNSEEN;
    let top = 0;
    const visit = (cell: number): void => {
      if (inside[cell] !== UNSEEN) return;
      inside[cell] = OUTSIDE;
      stack[top++] = cell;
    };
    for (let x = 0; x < width; x++) {
      visit(x);
      visit((height - 1) * width + x);
    }
    for (let y = 0; y < height; y++) {
      visit(y * width);
      visit(y * width + width - 1);
    }
    while (top > 0) {
      const cell = stack[--top] ?? 0;
      const x = cell % width;
      if (x > 0) visit(cell - 1);
      if (x + 1 < width) visit(cell + 1);
      if (cell >= width) visit(cell - width);
      if (cell + width < inside.length) visit(cell + width);
    }
    for (let i = 0; i < inside.length; i++) if (inside[i] === UNSEEN) inside[i] = HOLE;
  }

  private accumulate(data: Uint8Array, count: number, thresholds: RegionThresholds): void {
    if (this.sums.length < SUMS * (count + 1)) {
      this.sums = new Float64Array(SUMS * (count + 1) * 2);
      this.boxes = new Uint16Array(4 * (count + 1) * 2);
    }
    const { sums, boxes, labels, distance, width, height } = this;
    sums.fill(0, 0, SUMS * (count + 1));
    for (let k = 1; k <= count; k++) boxes.set([width, height, 0, 0], 4 * k);
    const low = thresholds.low * 255;
    const high = thresholds.high * 255;
    // Rim cells are only partly covered: weighing them by their probability gives the ellipse sub-cell accuracy.
    const rim = DISTANCE_SCALE * 1.2;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const label = labels[i] ?? 0;
        if (label === 0) continue;
        const p = data[i] ?? 0;
        const soft = (distance[i] ?? 0) <= rim && p >= low;
        const weight = soft ? Math.min(1, 0.5 + (0.5 * (p - low)) / Math.max(1, high - low)) : 1;
        const s = label * SUMS;
        sums[s + CELLS] = (sums[s + CELLS] ?? 0) + 1;
        if (p >= high) sums[s + STRONG] = (sums[s + STRONG] ?? 0) + 1;
        sums[s + PROBABILITY] = (sums[s + PROBABILITY] ?? 0) + p;
        sums[s + WEIGHT] = (sums[s + WEIGHT] ?? 0) + weight;
        sums[s + X] = (sums[s + X] ?? 0) + weight * x;
        sums[s + Y] = (sums[s + Y] ?? 0) + weight * y;
        sums[s + XX] = (sums[s + XX] ?? 0) + weight * x * x;
        sums[s + XY] = (sums[s + XY] ?? 0) + weight * x * y;
        sums[s + YY] = (sums[s + YY] ?? 0) + weight * y * y;
        const b = label * 4;
        if (x < (boxes[b] ?? 0)) boxes[b] = x;
        if (y < (boxes[b + 1] ?? 0)) boxes[b + 1] = y;
        if (x > (boxes[b + 2] ?? 0)) boxes[b + 2] = x;
        if (y > (boxes[b + 3] ?? 0)) boxes[b + 3] = y;
      }
    }
  }

  /** Null for a region that is too small or too weak. */
  private region(label: number, cellWidth: number, cellHeight: number, thresholds: RegionThresholds): Region | null {
    const at = (field: number): number => this.sums[label * SUMS + field] ?? 0;
    const cells = at(CELLS);
    const confidence = at(PROBABILITY) / (255 * cells);
    if (cells < Math.max(1, thresholds.minArea * this.width * this.height)) return null;
    if (at(STRONG) < STRONG_FRACTION * cells || confidence < thresholds.minConfidence) return null;
    const weight = at(WEIGHT);
    const meanX = at(X) / weight;
    const meanY = at(Y) / weight;
    // A cell has an extent: its own variance, 1/12 of a cell squared, adds to that of the cell centres.
    const xx = at(XX) / weight - meanX * meanX + 1 / 12;
    const yy = at(YY) / weight - meanY * meanY + 1 / 12;
    const xy = at(XY) / weight - meanX * meanY;
    const box = (field: number): number => this.boxes[label * 4 + field] ?? 0;
    return {
      label,
      cells,
      confidence,
      box: { x0: box(0), y0: box(1), x1: box(2), y1: box(3) },
      moments: {
        cx: (meanX + 0.5) * cellWidth,
        cy: (meanY + 0.5) * cellHeight,
        xx: xx * cellWidth * cellWidth,
        xy: xy * cellWidth * cellHeight,
        yy: yy * cellHeight * cellHeight,
      },
    };
  }
}
