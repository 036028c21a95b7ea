import { RegionSums, ellipseFromMoments } from "../index";
import type { CellBox, Ellipse, Mask, Region, RegionFinder, RegionThresholds, SoftMaskPainter } from "../index";
import type { Sighting } from "./track";

/** Cells up to this many radii from a dish's expected centre may be its own although another one claims them. */
const REACH = 1.08;

/**
 * Tells dishes apart that the mask shows as one region, by where they are expected: a cell belongs to every
 * dish whose expected ellipse holds it, else to the nearest. So two dishes that touch or pass keep their ids.
 */
export class RegionSharing {
  private readonly sums = new RegionSums();
  private readonly labels: Uint32Array;

  constructor(
    private readonly finder: RegionFinder,
    private readonly painter: SoftMaskPainter,
  ) {
    this.labels = new Uint32Array(finder.width * finder.height);
  }

  /**
   * What one of the dishes shows of the region.
   *
   * @param mine index in `expected` of the dish that is meant.
   * @param out receives its soft mask.
   * @returns null when nothing of it is left.
   */
  sight(
    region: Region,
    expected: readonly Ellipse[],
    mine: number,
    mask: Mask,
    cellWidth: number,
    cellHeight: number,
    thresholds: RegionThresholds,
    out: Uint8Array,
  ): Sighting | null {
    this.claim(region, expected, mine, cellWidth, cellHeight);
    const { finder, labels, sums } = this;
    sums.add(labels, 1, region.box, finder.width, mask.data, finder.distance, thresholds);
    if (sums.cells(1) < thresholds.minArea * labels.length) return null;
    const { moments, confidence, box } = sums.measure(1, cellWidth, cellHeight);
    const painted: CellBox = this.painter.paint(labels, 1, box, out);
    return { ellipse: ellipseFromMoments(moments), confidence, mask: out, box: painted };
  }

  private claim(
    region: Region,
    expected: readonly Ellipse[],
    mine: number,
    cellWidth: number,
    cellHeight: number,
  ): void {
    const { finder, labels } = this;
    const distances = expected.map(radiiFrom);
    const own = distances[mine];
    labels.fill(0);
    if (own === undefined) return;
    const { x0, y0, x1, y1 } = region.box;
    for (let y = y0; y <= y1; y++) {
      for (let x = x0, i = y * finder.width + x0; x <= x1; x++, i++) {
        if (finder.labels[i] !== region.label) continue;
        const px = (x + 0.5) * cellWidth;
        const py = (y + 0.5) * cellHeight;
        const distance = own(px, py);
        if (distance <= REACH || distances.every((other) => distance <= other(px, py))) labels[i] = 1;
      }
    }
  }
}

/** Distance of a point from an ellipse's centre, in its radii in that direction: 1 on the ellipse. */
function radiiFrom({ cx, cy, rx, ry, angle }: Ellipse): (x: number, y: number) => number {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => Math.hypot(((x - cx) * cos + (y - cy) * sin) / rx, ((y - cy) * cos - (x - cx) * sin) / ry);
}
