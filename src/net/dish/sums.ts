import { DISTANCE_SCALE } from "./distance";
import type { Moments } from "./ellipse";
import type { CellBox } from "./soft-mask";

/** How big one region of a mask is, where, and how sure. */
export interface RegionMeasure {
  readonly cells: number;
  readonly box: CellBox;
  /** Mean probability, [0, 1]. */
  readonly confidence: number;
  /** Fraction of its cells at or above the high threshold, [0, 1]. */
  readonly strong: number;
  /** In pixels of the frame. */
  readonly moments: Moments;
}

/** Rim cells are those at most this far from the background, in cells. */
const RIM = 1.2;

const FIELDS = 9;
const CELLS = 0;
const STRONG = 1;
const PROBABILITY = 2;
const WEIGHT = 3;
const X = 4;
const Y = 5;
const XX = 6;
const XY = 7;
const YY = 8;

/** Sums over the cells of each labelled region; its buffers grow to the largest number of regions seen. */
export class RegionSums {
  private sums = new Float64Array(FIELDS * 16);
  private boxes = new Uint16Array(4 * 16);

  /**
   * Sums up the cells of `box` by their label, 1 to `count`.
   *
   * @param data probability of each cell, 0 to 255. `distance`: as `distanceTransform` gives it.
   * @param low thresholds as probabilities, [0, 1]; between them a rim cell counts as partly covered.
   */
  add(
    labels: Uint32Array,
    count: number,
    box: CellBox,
    width: number,
    data: Uint8Array,
    distance: Uint16Array,
    { low, high }: { readonly low: number; readonly high: number },
  ): void {
    if (this.sums.length < FIELDS * (count + 1)) {
      this.sums = new Float64Array(FIELDS * (count + 1) * 2);
      this.boxes = new Uint16Array(4 * (count + 1) * 2);
    }
    const { sums, boxes } = this;
    sums.fill(0, 0, FIELDS * (count + 1));
    for (let b = 4; b < 4 * (count + 1); b += 4) {
      boxes[b] = 0xffff;
      boxes[b + 1] = 0xffff;
      boxes[b + 2] = 0;
      boxes[b + 3] = 0;
    }
    const lowByte = low * 255;
    const highByte = high * 255;
    const slope = 0.5 / Math.max(1, highByte - lowByte);
    const rim = DISTANCE_SCALE * RIM;
    for (let y = box.y0; y <= box.y1; y++) {
      for (let x = box.x0, i = y * width + box.x0; x <= box.x1; x++, i++) {
        const label = labels[i] ?? 0;
        if (label === 0) continue;
        const p = data[i] ?? 0;
        // Rim cells are partly covered: weighing them by their probability gives the ellipse sub-cell accuracy.
        const partly = p >= lowByte && p < highByte && (distance[i] ?? 0) <= rim;
        const weight = partly ? 0.5 + slope * (p - lowByte) : 1;
        const s = label * FIELDS;
        sums[s + CELLS] = (sums[s + CELLS] ?? 0) + 1;
        if (p >= highByte) sums[s + STRONG] = (sums[s + STRONG] ?? 0) + 1;
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

  cells(label: number): number {
    return this.sums[label * FIELDS + CELLS] ?? 0;
  }

  /** Of a region that has at least one cell. `cellWidth` and `cellHeight` in pixels of the frame. */
  measure(label: number, cellWidth: number, cellHeight: number): RegionMeasure {
    const at = (field: number): number => this.sums[label * FIELDS + field] ?? 0;
    const edge = (side: number): number => this.boxes[label * 4 + side] ?? 0;
    const cells = at(CELLS);
    const weight = at(WEIGHT);
    const x = at(X) / weight;
    const y = at(Y) / weight;
    // A cell has an extent: its own variance, 1/12 of a cell squared, adds to that of the cell centres.
    const xx = at(XX) / weight - x * x + 1 / 12;
    const yy = at(YY) / weight - y * y + 1 / 12;
    const xy = at(XY) / weight - x * y;
    return {
      cells,
      box: { x0: edge(0), y0: edge(1), x1: edge(2), y1: edge(3) },
      confidence: at(PROBABILITY) / (255 * cells),
      strong: at(STRONG) / cells,
      moments: {
        cx: (x + 0.5) * cellWidth,
        cy: (y + 0.5) * cellHeight,
        xx: xx * cellWidth * cellWidth,
        xy: xy * cellWidth * cellHeight,
        yy: yy * cellHeight * cellHeight,
      },
    };
  }
}
