import { DISTANCE_MAX } from "./distance";

/** A peak lower than this fraction of its neighbour's is a bump of that dish (a handle, a spoon), not another. */
const SMALLEST_PEAK = 0.35;

/**
 * Connected regions of a distance map, with dishes that touch parted at their neck: cells are added from the
 * highest distance down, each joins its highest neighbour's basin, and two basins that meet become one unless
 * the meeting point is much lower than both peaks (watershed by persistence).
 */
export class Watershed {
  private readonly order: Uint32Array;
  private readonly starts = new Uint32Array(DISTANCE_MAX + 2);
  private readonly basinOf: Uint32Array;
  private parent = new Uint32Array(64);
  private peak = new Uint16Array(64);
  private basins = 0;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.order = new Uint32Array(width * height);
    this.basinOf = new Uint32Array(width * height);
  }

  /**
   * @param distance map as `distanceTransform` gives it.
   * @param splitRatio basins stay apart where the saddle is below this fraction of the lower peak.
   * @param labels receives 0 outside and 1, 2, … for the regions.
   * @returns the number of regions.
   */
  run(distance: Uint16Array, splitRatio: number, labels: Uint32Array): number {
    const count = this.sort(distance);
    this.basins = 0;
    this.basinOf.fill(0);
    for (let k = 0; k < count; k++) this.add(this.order[k] ?? 0, distance, splitRatio);
    return this.relabel(count, labels);
  }

  /** Counting sort of the inside cells, highest distance first. */
  private sort(distance: Uint16Array): number {
    const { starts, order } = this;
    const highest = DISTANCE_MAX;
    starts.fill(0);
    let count = 0;
    for (let i = 0; i < distance.length; i++) {
      const d = distance[i] ?? 0;
      if (d === 0) continue;
      const slot = highest - d + 1;
      starts[slot] = (starts[slot] ?? 0) + 1;
      count++;
    }
    for (let slot = 1; slot < starts.length; slot++) starts[slot] = (starts[slot] ?? 0) + (starts[slot - 1] ?? 0);
    for (let i = 0; i < distance.length; i++) {
      const d = distance[i] ?? 0;
      if (d === 0) continue;
      const slot = highest - d;
      const at = starts[slot] ?? 0;
      order[at] = i;
      starts[slot] = at + 1;
    }
    return count;
  }

  private add(cell: number, distance: Uint16Array, splitRatio: number): void {
    const { width, height, basinOf } = this;
    const x = cell % width;
    const y = (cell - x) / width;
    const level = distance[cell] ?? 0;
    let joined = 0;
    let joinedAt = -1;
    let lastRaw = 0;
    for (let dy = -1; dy <= 1; dy++) {
      if (y + dy < 0 || y + dy >= height) continue;
      for (let dx = -1; dx <= 1; dx++) {
        if (x + dx < 0 || x + dx >= width) continue;
        const neighbour = cell + dy * width + dx;
        const raw = basinOf[neighbour] ?? 0;
        // Most cells lie in the middle of one basin, and all their neighbours say the same.
        if (raw === 0 || raw === lastRaw) continue;
        lastRaw = raw;
        const basin = this.root(raw);
        if (joined === 0) {
          joined = basin;
          joinedAt = distance[neighbour] ?? 0;
        } else if (basin !== joined) {
          if (this.belongTogether(joined, basin, level, splitRatio)) {
            joined = this.merge(joined, basin);
          } else if ((distance[neighbour] ?? 0) > joinedAt) {
            joined = basin;
            joinedAt = distance[neighbour] ?? 0;
          }
        }
      }
    }
    basinOf[cell] = joined === 0 ? this.create(level) : joined;
  }

  private create(peak: number): number {
    const basin = ++this.basins;
    if (basin >= this.parent.length) {
      const parent = new Uint32Array(this.parent.length * 2);
      const peaks = new Uint16Array(parent.length);
      parent.set(this.parent);
      peaks.set(this.peak);
      this.parent = parent;
      this.peak = peaks;
    }
    this.parent[basin] = basin;
    this.peak[basin] = peak;
    return basin;
  }

  private root(basin: number): number {
    const { parent } = this;
    let at = basin;
    for (let up = parent[at] ?? 0; up !== at; up = parent[at] ?? 0) {
      const above = parent[up] ?? 0;
      parent[at] = above;
      at = above;
    }
    return at;
  }

  private belongTogether(a: number, b: number, saddle: number, splitRatio: number): boolean {
    const peakA = this.peak[a] ?? 0;
    const peakB = this.peak[b] ?? 0;
    const lower = Math.min(peakA, peakB);
    return saddle >= splitRatio * lower || lower < SMALLEST_PEAK * Math.max(peakA, peakB);
  }

  private merge(a: number, b: number): number {
    const [high, low] = (this.peak[a] ?? 0) >= (this.peak[b] ?? 0) ? [a, b] : [b, a];
    this.parent[low] = high;
    return high;
  }

  private relabel(count: number, labels: Uint32Array): number {
    const { basinOf, order } = this;
    labels.fill(0);
    const labelOf = new Uint32Array(this.basins + 1);
    let regions = 0;
    for (let k = 0; k < count; k++) {
      const cell = order[k] ?? 0;
      const basin = this.root(basinOf[cell] ?? 0);
      let label = labelOf[basin] ?? 0;
      if (label === 0) {
        label = ++regions;
        labelOf[basin] = label;
      }
      labels[cell] = label;
    }
    return regions;
  }
}
