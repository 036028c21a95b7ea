import { DISTANCE_SCALE, distanceTransform } from "./distance";

/** Radius of the disc that must fit, over the region's inner radius. */
const DISC = 0.4;

/**
 * Cuts off what is thin beside the region that it hangs on: chopsticks, a handle, a streak along the tray's edge. A
 * morphological opening with a disc that grows with each region, on distance maps instead of a disc's cells. Its buffers
 * are reused.
 */
export class RegionOpening {
  private readonly beside: Uint8Array;
  private readonly away: Uint16Array;
  private peaks = new Uint16Array(16);

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.beside = new Uint8Array(width * height);
    this.away = new Uint16Array(width * height);
  }

  /**
   * @param labels region number of each cell, 1 to `count`; becomes 0 where a region is cut.
   * @param distance of each cell to its region's rim, as `distanceTransform` gives it.
   */
  run(labels: Uint32Array, count: number, distance: Uint16Array, cellWidth: number, cellHeight: number): void {
    const { beside, away, width, height } = this;
    if (this.peaks.length <= count) this.peaks = new Uint16Array(2 * count);
    const { peaks } = this;
    peaks.fill(0, 0, count + 1);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] ?? 0;
      if ((distance[i] ?? 0) > (peaks[label] ?? 0)) peaks[label] = distance[i] ?? 0;
    }
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] ?? 0;
      beside[i] = label !== 0 && (distance[i] ?? 0) >= DISC * (peaks[label] ?? 0) ? 0 : 1;
    }
    distanceTransform(beside, width, height, cellWidth, cellHeight, away);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] ?? 0;
      // One cell of slack: both distances are rounded, and a smooth rim should stay as it is.
      if (label !== 0 && (away[i] ?? 0) > DISC * (peaks[label] ?? 0) + DISTANCE_SCALE) labels[i] = 0;
    }
  }
}
